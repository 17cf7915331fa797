// What happened to the registries behind the name.
import { type Incident, readIncidents } from '../../../monitor/incident.ts'
import { exactCount } from '../../chart/number.ts'
import type { Scene } from '../scene.ts'
import { momentWords } from '../wording.ts'
import { Panel } from './panel.tsx'

const SHOWN_MAX = 10

export async function incidentsPanel({ db, now }: Pick<Scene, 'db' | 'now'>) {
  const incidents = (await readIncidents(db)).slice(0, SHOWN_MAX)
  return (
    <Panel id="incidents" title="Switches, failovers and outages">
      {incidents.length === 0 ? (
        <p class="nothing">Every upstream has answered since counting began.</p>
      ) : (
        <ol class="incidents">
          {incidents.map((incident) => (
            <li>
              <p>
                <strong>{capital(kindOf(incident))}</strong> {wayOf(incident)}
              </p>
              <p class="note">
                <time datetime={new Date(incident.started_at).toISOString()}>
                  {moment(incident.started_at)}
                </time>
                {lastedText(incident, now)}. {sentence(incident.why)}
                {incident.saved > 0
                  ? ` ${exactCount(incident.saved)} requests were answered all the same.`
                  : ''}
              </p>
              {incident.note === null ? '' : <p class="note">{incident.note}</p>}
            </li>
          ))}
        </ol>
      )}
      <p class="figure-links">
        <a href="/api/v1/incidents">JSON</a>
        <a href="/api/v1/incidents?format=csv">CSV</a>
        <a href="/api/v1/status">Status now</a>
      </p>
    </Panel>
  )
}

/** A failover that leads nowhere is an outage to everybody. */
function kindOf({ kind, to_upstream: to }: Incident): Incident['kind'] {
  return kind === 'failover' && to === '' ? 'outage' : kind
}

function wayOf({ kind, from_upstream: from, to_upstream: to }: Incident): string {
  if (kind === 'notice') return ''
  if (kind === 'outage' || to === '') return `of ${from}`
  return `from ${from} to ${to}`
}

function lastedText({ kind, started_at, ended_at }: Incident, now: number): string {
  if (kind === 'switch') return ''
  if (kind === 'notice')
    return ended_at === null ? '' : ` ${now < ended_at ? 'until' : 'to'} ${moment(ended_at)}`
  if (ended_at === null) return ', and it lasts'
  const minutes = Math.max(1, Math.round((ended_at - started_at) / 60_000))
  return minutes < 120 ? `, for ${minutes} min` : `, for ${Math.round(minutes / 60)} h`
}

function sentence(why: string): string {
  const end = /[.!?]$/.test(why) ? '' : '.'
  return why === '' ? '' : `${capital(why)}${end}`
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function moment(at: number): string {
  return momentWords(new Date(at).toISOString())
}
