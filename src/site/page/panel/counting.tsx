// How the numbers come about, what is missing from them, and what is not kept at all.
import { dayOf } from '../../../analytics/calendar.ts'
import { METRIC_DEFINITIONS } from '../../../analytics/definition.ts'
import { METRICS } from '../../../analytics/event.ts'
import { type Accuracy, readAccuracy } from '../../../analytics/stats/accuracy.ts'
import { exactCount, shareText } from '../../chart/number.ts'
import type { Scene } from '../scene.ts'
import { METRIC_WORDS, momentWords } from '../wording.ts'
import { Panel } from './panel.tsx'

const DAYS = 30

const REASONS: Record<string, string> = {
  late: 'came after their day was final',
  do_not_track: 'were page views of browsers that asked not to be tracked',
  foreign_page: 'were page views of pages that are not of the site',
  unknown_layer: 'were downloads of a layer that belongs to no image known here',
  unreadable: 'were messages that could not be read',
}

export async function countingPanel(scene: Scene) {
  const today = dayOf(scene.now)
  const accuracy = await readAccuracy(scene.db, { from: today - DAYS + 1, to: today + 1 })
  return (
    <Panel id="counting" title="How we count">
      <div class="columns">
        <div>
          <h3>What the words mean</h3>
          <dl class="definitions">
            {METRICS.map((metric) => (
              <>
                <dt>{METRIC_WORDS[metric].title}</dt>
                <dd>{METRIC_DEFINITIONS[metric]}</dd>
              </>
            ))}
          </dl>
        </div>
        <div>
          <h3>How far this goes</h3>
          <ThroughText {...scene} />
          <p>
            A redirect that was handed out is counted, not its end: the layers come from the registry itself.
            Every request is counted exactly once, and none is left out for being a robot: each has a kind of
            client, and you choose. Anybody who wants to can make a number larger; none can be made smaller.
          </p>
          <h3>What is in no number</h3>
          <Dropped {...accuracy} />
          <h3>Checked against a second counter</h3>
          <Compared {...accuracy} />
          <h3>What is never kept</h3>
          <p>
            No IP address, no full User-Agent, no city, no company, no cookie, no query string. Different
            networks are told apart by a hash whose salt is thrown away after two days, so they are counted by
            the day and never added up. Whoever does not want to be counted can pull from the registry
            directly: <a href="/hosts">these hosts</a>.
          </p>
        </div>
      </div>
    </Panel>
  )
}

function ThroughText({ standing }: Pick<Scene, 'standing'>) {
  const { data_through: through, coverage } = standing
  return (
    <p>
      {through === null
        ? 'Nothing has been counted yet.'
        : `All that came in by ${momentWords(through)} is in these numbers.`}{' '}
      A day is provisional until 72 hours after its end, then it never changes again. Days are UTC.
      {coverage.missing.length === 0
        ? ''
        : ` On ${coverage.missing.slice(0, 5).join(', ')}${coverage.missing.length > 5 ? ' and other days' : ''} nothing was counted.`}
    </p>
  )
}

function Dropped({ dropped, parked }: Accuracy) {
  if (dropped.length === 0 && parked === 0) return <p>In the last {DAYS} days no event was dropped.</p>
  return (
    <ul>
      {dropped.map(({ reason, count }) => (
        <li>
          <data value={String(count)}>{exactCount(count)}</data> events of the last {DAYS} days{' '}
          {REASONS[reason] ?? `(${reason})`}
        </li>
      ))}
      {parked === 0 ? null : (
        <li>
          <data value={String(parked)}>{exactCount(parked)}</data> messages could not be read and are kept for
          some days for a person to look at
        </li>
      )}
    </ul>
  )
}

function Compared({ reconciliation }: Accuracy) {
  const [newest] = reconciliation
  if (newest === undefined) {
    return (
      <p>
        Events also go to Analytics Engine at the time of the request, all but some downloads. Nothing has
        been compared with it yet.
      </p>
    )
  }
  const rows = reconciliation.filter(({ day }) => day === newest.day)
  return (
    <div class="scroll" tabindex={0} role="region" aria-label="Beside Analytics Engine">
      <table>
        <caption class="note">
          On {newest.day}, beside Analytics Engine, which samples when there is much and lacks some downloads
        </caption>
        <thead>
          <tr>
            <th scope="col">Metric</th>
            <th scope="col" class="number">
              Counted here
            </th>
            <th scope="col" class="number">
              Estimated there
            </th>
            <th scope="col" class="number">
              Difference
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ metric, ledger, engine }) => (
            <tr>
              <th scope="row">
                {METRICS.some((one) => one === metric)
                  ? METRIC_WORDS[metric as (typeof METRICS)[number]].title
                  : metric}
              </th>
              <td class="number">{exactCount(ledger)}</td>
              <td class="number">{exactCount(engine)}</td>
              <td class="number">{ledger === 0 ? '–' : shareText(Math.abs(engine - ledger) / ledger)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
