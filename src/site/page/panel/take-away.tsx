// What can be taken elsewhere: badges, dumps, the API, the feed.
import type { Scene } from '../scene.ts'
import { pathOf } from '../view.ts'
import { METRIC_WORDS } from '../wording.ts'
import { Panel } from './panel.tsx'

export function takeAwayPanel({ origin, view, artifacts, metric }: Scene) {
  const name = view.artifact ?? artifacts[0]?.name
  return (
    <Panel id="take-away" title="Take the numbers with you">
      {name === undefined ? null : <Badge origin={origin} name={name} metric={metric} />}
      <ul class="plain">
        <li>
          <a href="/openapi.json">The API</a>: every number of this page, JSON or CSV, without a key
        </li>
        <li>
          <a href="/data/index.json">Daily dumps</a>: one CSV a day, with checksums
        </li>
        <li>
          <a href="/feed.atom">Feed</a>: the week in numbers
        </li>
      </ul>
      <p class="note">The numbers are free of copyright (CC0 1.0).</p>
    </Panel>
  )
}

function Badge({ origin, name, metric }: { origin: string; name: string; metric: Scene['metric'] }) {
  const path = `/badge/${pathOf(name)}/${metric}/week.svg`
  const page = `${origin}/artifact/${pathOf(name)}`
  return (
    <>
      <p>
        <img src={path} alt={`${METRIC_WORDS[metric].title} of ${name} in the last week`} height="20" />
      </p>
      <pre class="snippet" tabindex={0} aria-label="Markdown of the badge">
        <code>{`[![${METRIC_WORDS[metric].unit}](${origin}${path})](${page})`}</code>
      </pre>
    </>
  )
}
