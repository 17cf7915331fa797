// Which runtimes fetch, and which of them their projects no longer mend.
import { dayOf } from '../../../analytics/calendar.ts'
import { dayString, parseDay } from '../../../analytics/stats/interval.ts'
import { CHECKED_ON, endOfLifeOf, releaseLineOf } from '../../../analytics/stats/end-of-life.ts'
import { shareOf } from '../../../analytics/stats/adoption.ts'
import type { Total } from '../../../analytics/stats/totals.ts'
import { BarList } from '../../chart/bar-list.tsx'
import { apiLinks } from '../api-link.ts'
import { type Scene, questionOf } from '../scene.ts'
import { METRIC_WORDS, dayWords } from '../wording.ts'
import { askTotals, refusalOf } from './ask.ts'

const STATE_WORDS = { ended: 'ended by', ending: 'ends on', supported: 'supported' } as const

export async function runtimePanel(scene: Scene) {
  const asked = { by: 'client_version', classes: ['runtime' as const] } as const
  const { found, refused } = await askTotals(
    { ...scene, before: null },
    { ...asked, classes: [...asked.classes], limit: 100 },
  )
  const today = dayString(dayOf(scene.now))
  const lines = linesOf(found ?? [], today)
  const all = lines.reduce((total, { count }) => total + count, 0)
  const ended = lines.filter(({ state }) => state === 'ended').reduce((total, { count }) => total + count, 0)
  return (
    <BarList
      id="runtimes"
      title="Runtimes and their end of life"
      {...(all === 0
        ? {}
        : {
            note:
              `${percent(ended, all)} of these ${METRIC_WORDS[scene.metric].unit} came from runtimes that their own projects no longer mend ` +
              `(dates checked on ${CHECKED_ON}); a distribution may go on mending them.`,
          })}
      empty="No runtime whose versions are known has asked yet."
      rows={lines.map(({ name, count, state, lastDay }) => ({
        label: name,
        remark: { text: stateText(state, lastDay), isWarning: state === 'ended' },
        value: name,
        count,
        share: all === 0 ? 0 : count / all,
        change: null,
        href: null,
        active: false,
      }))}
      unit={METRIC_WORDS[scene.metric].unit}
      links={apiLinks(scene, {
        path: 'totals',
        ...questionOf(scene),
        ...asked,
        classes: [...asked.classes],
        extra: { limit: '100' },
      })}
      {...refusalOf(refused)}
    />
  )
}

type RuntimeLine = { name: string; count: number; state: keyof typeof STATE_WORDS; lastDay: string | null }

function stateText(state: RuntimeLine['state'], lastDay: string | null): string {
  const day = lastDay === null ? null : parseDay(lastDay)
  return day === null || state === 'supported' ? STATE_WORDS[state] : `${STATE_WORDS[state]} ${dayWords(day)}`
}

/** Client versions as lines of release, the most used first; what the table does not know is left out. */
function linesOf(totals: Total[], today: string): RuntimeLine[] {
  const lines = new Map<string, RuntimeLine>()
  for (const { value, count } of totals) {
    const [line, state] = [releaseLineOf(value), endOfLifeOf(value, today)]
    if (line === null || state === null || count === 0) continue
    const name = `${line.client} ${line.line}`
    const known = lines.get(name)
    lines.set(name, { name, state, lastDay: line.lastDay, count: count + (known?.count ?? 0) })
  }
  return [...lines.values()].toSorted((a, b) => b.count - a.count)
}

function percent(part: number, all: number): string {
  return `${Math.round((shareOf(part, all) ?? 0) * 100)} %`
}
