// What must not be kept is not there: every row, value, point and log line is searched for it.
import { env } from 'cloudflare:workers'
import { afterEach, expect, it, vi } from 'vitest'
import { runLedgerCron } from '../../src/analytics/cron.ts'
import { createWorld } from '../gateway/world.ts'
import { edge, emptyLedger } from './store.ts'

afterEach(() => vi.restoreAllMocks())

const ADDRESSES = ['203.0.113.77', '2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff']
const SECRETS = [
  ...ADDRESSES,
  '2001:db8:aaaa:bbbb',
  'git-commit/0a1b2c3d',
  'kernel/6.1.0-secret-17',
  'my-private-agent',
  'someone@example.org',
  'of-the-client',
  'cookie-value',
  'query-value',
  'referer-value',
  'Hamburg',
  'robot-password',
]
const AGENTS = [
  'docker/28.0.0 go/go1.23 git-commit/0a1b2c3d kernel/6.1.0-secret-17 os/linux arch/amd64 UpstreamClient(my-private-agent)',
  'containerd/1.7.13 (my-private-agent; someone@example.org)',
  'Mozilla/5.0 (X11; my-private-agent) someone@example.org',
]

it('keeps no address, agent, credential or query, and no salt outside KV', async () => {
  await emptyLedger()
  const log = vi.spyOn(console, 'error').mockReturnValue()
  const world = await createWorld({
    upstreams: { quay: { auth: 'token', users: { robot: 'robot-password' } } },
    upstream: { credentials: 'QUAY_LOGIN' },
    vars: { EVENT_SINK: 'direct', QUAY_LOGIN: 'robot:robot-password' },
  })
  const image = world.registries['quay']?.content.images.find(({ tag }) => tag === 'v1.19.0')
  for (const [index, agent] of AGENTS.entries()) {
    const headers = {
      'User-Agent': agent,
      'CF-Connecting-IP': ADDRESSES[index % 2] ?? '',
      Authorization: 'Bearer of-the-client',
      Cookie: 'a=cookie-value',
      Referer: 'https://example.org/referer-value',
    }
    const cf = { city: 'Hamburg', country: 'DE', continent: 'EU', asn: 24940 }
    const name = '/v2/cert-manager-controller'
    for (const path of [
      'manifests/v1.19.0',
      `manifests/${image?.manifest ?? ''}`,
      `blobs/${image?.layers.at(-1) ?? ''}`,
      'manifests/query-value',
      'tags/list',
    ]) {
      await world.ask(`${name}/${path}?x=query-value`, { headers, cf })
    }
    await world.ask('/v2/query-value/manifests/latest', { headers })
  }
  await runLedgerCron(edge, Date.now())

  const { results: tables } = await env.DB.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '_cf_%'",
  ).all<{ name: string }>()
  const rows = await Promise.all(
    tables.map(async ({ name }) => (await env.DB.prepare(`SELECT * FROM ${name}`).all()).results),
  )
  const keys = (await env.CONFIG.list()).keys.map(({ name }) => name)
  const values = await Promise.all(
    keys.filter((name) => !name.startsWith('salt:')).map(async (name) => [name, await env.CONFIG.get(name)]),
  )
  const points = world.points()
  const kept = JSON.stringify([rows, values, points, log.mock.calls])
  // What is kept is there, so the search can find something.
  expect(kept).toContain('hetzner')
  expect(points.length).toBeGreaterThan(5)
  expect(rows.flat().length).toBeGreaterThan(50)
  for (const secret of SECRETS) expect(kept).not.toContain(secret)

  const salts = keys.filter((name) => name.startsWith('salt:'))
  expect(salts).toHaveLength(2)
  for (const name of salts) {
    const salt = [...new Uint8Array((await env.CONFIG.get(name, 'arrayBuffer')) ?? new ArrayBuffer(0))]
    expect(salt).toHaveLength(32)
    // A blob is read back as an array of numbers.
    expect(kept).not.toContain(salt.slice(0, 8).join())
  }
})
