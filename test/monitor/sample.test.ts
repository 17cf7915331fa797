// What the every-minute cron asks upstreams for, and that finding it reads no more as the years go by.
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { metered } from '../bench/ledger/meter.ts'
import { restoreAll } from '../gateway/scene.ts'
import { createWatched, everyMinute } from './scene.ts'

beforeEach(() => {
  vi.spyOn(console, 'error').mockReturnValue()
})
afterEach(restoreAll)

describe('a probe', () => {
  it('is of what was new last, and finds it without reading all tags and incidents that there have been', async () => {
    const meter = metered(env.DB)
    const world = await createWatched({ vars: { DB: meter.db } })
    const readBy = async () => {
      const before = meter.rowsRead()
      await everyMinute(world)
      return meter.rowsRead() - before
    }
    const before = await readBy()
    const past = 'WITH RECURSIVE past (at) AS (SELECT 1 UNION ALL SELECT at + 1 FROM past WHERE at < 500)'
    await env.DB.batch([
      env.DB.prepare(
        `${past} INSERT INTO tag SELECT 'cert-manager-controller', 'sha256:' || at, 'v0.' || at, at FROM past`,
      ),
      env.DB
        .prepare(`${past} INSERT INTO incident (kind, started_at, ended_at, from_upstream, to_upstream, why)
        SELECT 'outage', at, at, 'quay', '', 'it was down' FROM past`),
    ])
    world.seen()
    expect(await readBy()).toBeLessThan(before + 10)
    expect(world.seen()).toContain('quay manifest 200')
    // A newer one that is not there.
    await env.DB.prepare("INSERT INTO tag VALUES ('cert-manager-controller', 'sha256:new', 'v99.0.0', ?1)")
      .bind(Date.now())
      .run()
    await everyMinute(world)
    expect(world.seen()).toContain('quay manifest 404')
  })
})
