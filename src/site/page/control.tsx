// What can be chosen on a page: the artifact, the range, the kind of client, and filters to take back.
import { WHERE } from '../../analytics/stats/question.ts'
import { dayString } from '../../analytics/stats/interval.ts'
import type { Scene } from './scene.ts'
import { RANGES, type Range, type View, hrefOf, toggled } from './view.ts'
import { BY_WORDS, CLASS_WORDS, valueText } from './wording.ts'

const RANGE_WORDS = {
  '7d': '7 days',
  '30d': '30 days',
  '90d': '90 days',
  '12m': '12 months',
  all: 'All',
} as const
const RANGE_NAMES = Object.keys(RANGES) as Range[]

export function Controls({ view, days }: Scene) {
  return (
    <nav class="controls" aria-label="What is shown">
      <ul class="choices" aria-label="Range">
        {RANGE_NAMES.map((range) => (
          <Choice
            href={hrefOf({ ...view, range, from: null, to: null })}
            text={RANGE_WORDS[range]}
            isChosen={view.range === range}
          />
        ))}
      </ul>
      <details class="days" open={view.range === null}>
        <summary>Days…</summary>
        <form
          method="get"
          action={hrefOf({
            ...view,
            range: '30d',
            from: null,
            to: null,
            metric: null,
            classes: [],
            where: {},
          })}
        >
          <HiddenFields view={view} />
          <label>
            From <input type="date" name="from" value={dayString(days.from)} required />
          </label>
          <label>
            to <input type="date" name="to" value={dayString(days.to - 1)} required />
          </label>
          <button type="submit">Show</button>
        </form>
      </details>
      <ul class="choices" aria-label="Kind of client">
        <Choice
          href={hrefOf({ ...view, classes: [] })}
          text="All clients"
          isChosen={view.classes.length === 0}
        />
        <Choice
          href={hrefOf({ ...view, classes: ['runtime'] })}
          text="Container runtimes only"
          isChosen={view.classes.length === 1 && view.classes[0] === 'runtime'}
        />
      </ul>
    </nav>
  )
}

function Choice({ href, text, isChosen }: { href: string; text: string; isChosen: boolean }) {
  return (
    <li>
      <a href={href} aria-current={isChosen ? 'true' : undefined}>
        {text}
      </a>
    </li>
  )
}

/** A form sends its own fields alone. */
function HiddenFields({ view }: { view: View }) {
  const query = hrefOf({ ...view, range: '30d', from: null, to: null }).split('?')[1] ?? ''
  return (
    <>
      {[...new URLSearchParams(query)].map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
    </>
  )
}

/** The filters in force, each a link that takes it back. */
export function Filters({ view }: Pick<Scene, 'view'>) {
  const chips = [
    ...view.classes.map((value) => ({
      text: CLASS_WORDS[value],
      href: hrefOf({ ...view, classes: view.classes.filter((one) => one !== value) }),
    })),
    ...WHERE.flatMap((dimension) =>
      (view.where[dimension] ?? []).map((value) => ({
        text: `${BY_WORDS[dimension]}: ${valueText(dimension, value)}`,
        href: hrefOf(toggled(view, dimension, value)),
      })),
    ),
  ]
  if (chips.length === 0) return null
  return (
    <ul class="chips" aria-label="Filters">
      {chips.map(({ text, href }) => (
        <li>
          <a href={href}>
            {text}
            <span aria-hidden="true"> ×</span>
            <span class="visually-hidden"> (take back)</span>
          </a>
        </li>
      ))}
      <li>
        <a class="clear" href={hrefOf({ ...view, classes: [], where: {} })}>
          Clear all
        </a>
      </li>
    </ul>
  )
}
