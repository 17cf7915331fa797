// An account for the gateway's own handshake, in anonymous mode: used where it is meant to be, and named where it is missing.
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { SwitchesPatch } from '../registry/switches.ts'
import { NAME, TAG, byBlob, restoreAll } from './scene.ts'
import { type World, createWorld, errorOf } from './world.ts'

afterEach(restoreAll)

const LOGIN = 'robot:robot-password'
const PRIVATE: SwitchesPatch = {
  auth: 'token',
  users: { robot: 'robot-password' },
  privateRepositories: ['jetstack/cert-manager-controller'],
}

const before = (
  switches: SwitchesPatch,
  vars: Record<string, unknown> = { QUAY_LOGIN: LOGIN },
  upstream = {},
) =>
  createWorld({
    upstreams: { quay: { ...PRIVATE, ...switches } },
    upstream: { credentials: 'QUAY_LOGIN', ...upstream },
    vars,
  })

async function statusText(world: World): Promise<string> {
  return (await world.ask('/api/v1/status')).text()
}

describe('an upstream’s account', () => {
  it.each(['token', 'basic'] as const)('reads what is private, at a registry with %s', async (auth) => {
    const world = await before({ auth })
    expect((await world.ask(TAG)).status).toBe(200)
    expect((await world.ask(`${NAME}/tags/list`)).status).toBe(200)
    expect((await world.ask(byBlob(world))).status).toBe(307)
  })

  it('may have a password with colons and letters that are not ASCII', async () => {
    const users = { robot: 'pässword:with:colons' }
    const world = await before({ users }, { QUAY_LOGIN: 'robot:pässword:with:colons' })
    // The stand-in reads Latin-1, as registries that never heard of RFC 7617 do.
    world.registries['quay']?.setSwitches({ users: { robot: 'pÃ¤ssword:with:colons' } })
    expect((await world.ask(TAG)).status).toBe(200)
  })

  it.each([
    ['missing', {}],
    ['not user:password', { QUAY_LOGIN: 'robot-password' }],
    ['not a text', { QUAY_LOGIN: 7 }],
  ])('that is %s is a problem with a name, and nothing of it is said', async (_what, vars) => {
    const log = vi.spyOn(console, 'error').mockReturnValue()
    const world = await before({}, vars)
    const response = await world.ask(TAG)
    expect([response.status, (await errorOf(response)).code]).toEqual([404, 'NAME_UNKNOWN'])
    const problem =
      'upstreams.quay.credentials: the secret QUAY_LOGIN is not set to user:password; no account is used'
    const texts = [await statusText(world), JSON.stringify(log.mock.calls)]
    for (const text of texts) {
      expect(text).toContain(problem)
      expect(text).not.toContain('robot-password')
    }
  })

  it('that the registry refuses is a clear error, and nothing of it is said', async () => {
    const log = vi.spyOn(console, 'error').mockReturnValue()
    const world = await before({ users: { robot: 'changed' }, echo: true })
    const response = await world.ask(TAG)
    expect(response.status).toBe(503)
    const text = await response.text()
    expect(text).toContain('upstream quay refused the account in QUAY_LOGIN')
    const said = text + JSON.stringify(log.mock.calls) + (await statusText(world))
    for (const secret of ['robot-password', btoa(LOGIN)]) expect(said).not.toContain(secret)
  })

  it.each(['token', 'basic'] as const)('is not repeated from a careless registry with %s', async (auth) => {
    const log = vi.spyOn(console, 'error').mockReturnValue()
    const world = await before({ auth, echo: true })
    expect((await world.ask(TAG)).status).toBe(200)
    const failures = [{ on: ['manifest', 'blob', 'tags'] as const, as: '500' as const }]
    world.registries['quay']?.setSwitches({ failures: failures.map((one) => ({ ...one, on: [...one.on] })) })
    const paths = [`${NAME}/manifests/none`, `${NAME}/tags/list`, byBlob(world)]
    const texts = await Promise.all(paths.map(async (path) => (await world.ask(path)).text()))
    const said = texts.join() + JSON.stringify(log.mock.calls)
    expect(said).toContain('answered with status 500')
    for (const secret of ['robot-password', btoa(LOGIN), 'Bearer']) expect(said).not.toContain(secret)
  })

  it('signs no address that the registry gives to anybody: its name stays where it is', async () => {
    const world = await before({ blobsNeedToken: false, privateRepositories: [] })
    const response = await world.ask(byBlob(world))
    expect(response.headers.get('Location')).toBe(
      `https://quay.example.com${byBlob(world).replace('/v2/', '/v2/jetstack/')}`,
    )
  })
})
