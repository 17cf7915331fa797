// No credential and no token is anywhere but where it belongs: every request, answer, log line, row and value is searched.
import { env } from 'cloudflare:workers'
import { afterEach, expect, it, vi } from 'vitest'
import { runLedgerCron } from '../../../src/analytics/cron.ts'
import { SEAL_KEY } from '../../../src/gateway/handshake/seal-key.ts'
import { edge, emptyLedger } from '../../analytics/store.ts'
import type { SwitchesPatch } from '../../registry/switches.ts'
import { restoreAll } from '../scene.ts'
import type { World } from '../world.ts'
import * as scene from './scene.ts'
import { ANN, NAME, TAG, WRONG, askToken, postToken, read, scopeOf } from './scene.ts'

afterEach(restoreAll)

const SECRET = 'a sealing secret of at least 32 characters'
const ROBOT = 'robot-password'

/** Registries that repeat what they were sent in their errors, each with its own account of Ann's. */
async function careless(auth: 'token' | 'basic', vars = {}): Promise<World> {
  await emptyLedger()
  const switches: SwitchesPatch = { auth, echo: true }
  return scene.createTokenWorld({
    upstreams: { quay: switches, ghcr: switches },
    upstream: { credentials: 'ROBOT_LOGIN' },
    vars: { EVENT_SINK: 'direct', ROBOT_LOGIN: `robot:${ROBOT}`, ...vars },
  })
}

/** All that a client could do, rightly and wrongly, with everything breaking on the way. Returns what it was told. */
async function useAll(world: World): Promise<{ told: string[]; tokens: string[] }> {
  const told: string[] = []
  const tokens: string[] = []
  const take = async (response: Response) => {
    const text = await response.text()
    told.push(JSON.stringify([response.status, [...response.headers], response.ok ? '' : text]))
    if (response.ok && text.includes('access_token')) tokens.push(...tokensIn(text))
  }
  const password = { grant_type: 'password', scope: `repository:${NAME}:pull`, username: ANN.user }
  const handshakes = async () => {
    for (const person of [ANN, WRONG, null]) await take(await askToken(world.ask, scopeOf(NAME), person))
    await take(await askToken(world.ask, 'offline_token=true', ANN))
    await take(await postToken(world.ask, { ...password, password: ANN.password }))
    await take(await postToken(world.ask, { ...password, password: WRONG.password }))
    for (const refresh_token of tokens.slice(-4))
      await take(await postToken(world.ask, { ...password, grant_type: 'refresh_token', refresh_token }))
  }
  const reads = async () => {
    const image = world.registries['quay']?.content.images[0]
    const paths = [
      `manifests/${image?.index ?? ''}`,
      `blobs/${image?.layers[0] ?? ''}`,
      'tags/list',
      'manifests/none',
    ]
    for (const token of [...tokens.slice(0, 3), 'not-a-token'])
      for (const path of [TAG, ...paths.map((path) => `/v2/${NAME}/${path}`)])
        await take(await read(world.ask, path, token))
    await take(await world.ask(TAG, { headers: scene.basic(ANN) }))
  }
  await handshakes()
  await reads()
  await env.CONFIG.put('upstream', 'ghcr')
  await reads()
  await handshakes()
  await env.CONFIG.put('upstream', 'quay')
  for (const as of ['500', '429', 'refuse', 'truncated'] as const) {
    const on = ['manifest', 'token', 'blob', 'tags'] as const
    world.registries['quay']?.setSwitches({ failures: [{ on: [...on], as }] })
    await handshakes()
    await reads()
  }
  await world.cron('* * * * *')
  return { told, tokens }
}

const tokensIn = (text: string) =>
  [...text.matchAll(/"(?:access|refresh)_token":"([^"]+)"/g)].map(([, it]) => it ?? '')

async function stored(): Promise<string> {
  await runLedgerCron(edge, Date.now())
  const { results: tables } = await env.DB.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '_cf_%'",
  ).all<{ name: string }>()
  const rows = await Promise.all(
    tables.map(async ({ name }) => (await env.DB.prepare(`SELECT * FROM ${name}`).all()).results),
  )
  const values = [env.CONFIG, env.MANIFESTS].map(async (namespace) => {
    const { keys } = await namespace.list()
    return Promise.all(keys.map(async ({ name, metadata }) => [name, metadata, await namespace.get(name)]))
  })
  return JSON.stringify([rows, await Promise.all(values)])
}

it.each(['token', 'basic'] as const)('is kept secret before registries with %s', async (auth) => {
  const log = ['error', 'log', 'warn', 'info', 'debug'] as const
  const spies = log.map((level) => vi.spyOn(console, level).mockReturnValue())
  const world = await careless(auth, { TOKEN_SECRET: SECRET })
  const shown = scene.watchNetwork()
  const { told, tokens } = await useAll(world)
  const upstreamTokens = shown.flatMap(({ authorization, body }) => [
    ...(authorization.startsWith('Bearer ') ? [authorization.slice('Bearer '.length)] : []),
    ...(new URLSearchParams(body).get('refresh_token')?.split('\n') ?? []),
  ])
  const logged = spies.map((spy) => JSON.stringify(spy.mock.calls)).join()
  const kept = await stored()
  // There is something to be found in each of them.
  expect(tokens.length).toBeGreaterThan(auth === 'token' ? 8 : 4)
  expect(upstreamTokens.length).toBeGreaterThan(auth === 'token' ? 20 : -1)
  expect(logged).toContain('upstream quay')
  expect(kept).toContain(NAME)
  const secrets = [ANN.password, WRONG.password, ROBOT, SECRET, ...tokens, ...upstreamTokens]
  const encoded = [ANN, WRONG, { user: 'robot', password: ROBOT }].map((one) =>
    scene.basic(one).Authorization.slice(6),
  )
  for (const secret of new Set([...secrets, ...encoded])) {
    expect(logged).not.toContain(secret)
    expect(kept).not.toContain(secret)
    expect(told.filter((one) => one.includes(secret))).toEqual([])
  }
  // An envelope shows nothing of what is in it, and is shown to no upstream.
  for (const token of tokens) {
    expect(shown.filter(({ authorization, body }) => `${authorization}${body}`.includes(token))).toEqual([])
    expect(atob((token.split('.')[0] ?? '').replaceAll('-', '+').replaceAll('_', '/'))).toBe(
      '{"alg":"dir","enc":"A256CBC-HS512"}',
    )
  }
})

it.each(['token', 'basic'] as const)(
  'is shown to nobody but its own registry, before registries with %s',
  async (auth) => {
    vi.spyOn(console, 'error').mockReturnValue()
    const world = await careless(auth)
    const shown = scene.watchNetwork()
    await useAll(world)
    const hosts = new Map<string, Set<string>>()
    for (const { address, authorization, body } of shown) {
      const { host, pathname } = new URL(address)
      const refresh = new URLSearchParams(body).get('refresh_token')
      for (const secret of [authorization, refresh ?? '']) {
        if (secret === '') continue
        hosts.set(secret, (hosts.get(secret) ?? new Set()).add(host))
        expect(['quay.example.com', 'ghcr.example.com']).toContain(host)
        // A password goes to the token endpoint, unless the registry has none.
        if (secret.startsWith('Basic ') && auth === 'token') expect(pathname).toBe('/token')
      }
    }
    const bearers = [...hosts].filter(([secret]) => !secret.startsWith('Basic '))
    if (auth === 'token') expect(bearers.length).toBeGreaterThan(3)
    expect(bearers.filter(([, seen]) => seen.size !== 1)).toEqual([])
  },
)

it('of the upstream’s account is used for no client in token mode', async () => {
  vi.spyOn(console, 'error').mockReturnValue()
  const world = await careless('token')
  world.registries['quay']?.setSwitches({ users: { robot: ROBOT } })
  const shown = scene.watchNetwork()
  const nobody = (await (await askToken(world.ask, scopeOf(NAME))).json<scene.Token>()).token
  expect((await read(world.ask, TAG, nobody)).status).toBe(401)
  const robot = btoa(`robot:${ROBOT}`)
  expect(shown.filter(({ authorization }) => authorization.includes(robot))).toEqual([])
})

it('keeps the key that was made where only the Worker reads', async () => {
  vi.spyOn(console, 'error').mockReturnValue()
  const world = await careless('token')
  const { told } = await useAll(world)
  const key = (await env.CONFIG.get(SEAL_KEY)) ?? 'none'
  expect(key).toHaveLength(44)
  const pages = await Promise.all(
    ['/healthz', '/api/v1/status', '/api/v1/hosts', '/api/v1/incidents'].map(async (path) =>
      (await world.ask(path)).text(),
    ),
  )
  for (const text of [...told, ...pages]) expect(text).not.toContain(key)
  expect(pages.join()).not.toContain(ROBOT)
})
