// What the public page says of switches, failovers and outages.
import { env } from 'cloudflare:workers'
import { beforeEach, expect, it } from 'vitest'
import { incidentsPanel } from '../../../src/site/page/panel/incidents.tsx'
import { emptyLedger } from '../../analytics/store.ts'

const NOW = Date.UTC(2026, 9, 14, 12)

beforeEach(emptyLedger)

async function panelOf(kind: string, to: string): Promise<string> {
  await env.DB.prepare(
    'INSERT INTO incident (kind, started_at, from_upstream, to_upstream, why) VALUES (?, ?, ?, ?, ?)',
  )
    .bind(kind, NOW - 600_000, 'quay', to, 'upstream quay cannot be reached')
    .run()
  const panel = await incidentsPanel({ db: env.DB, now: NOW })
  return String(panel)
}

it.each([
  ['switch', 'ghcr', '<strong>Switch</strong> from quay to ghcr'],
  ['failover', 'ghcr', '<strong>Failover</strong> from quay to ghcr'],
  ['failover', '', '<strong>Outage</strong> of quay'],
  ['outage', 'ghcr', '<strong>Outage</strong> of quay'],
])('names a %s to "%s"', async (kind, to, words) => {
  const panel = await panelOf(kind, to)
  expect(panel).toContain(words)
  expect(panel).toContain('Upstream quay cannot be reached.')
})
