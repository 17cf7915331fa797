// `fairlead switch` before a gateway that answers by the contract of its control plane.
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { fairlead, startFairlead } from './fairlead.ts'
import { type Switching, TOKEN, createSwitching } from './switching.ts'

let gateway: Switching['gateway']
let standIns: Switching['standIns']
let world: Switching['world']
let run: Switching['run']
let switching: Switching

beforeAll(async () => {
  switching = await createSwitching()
  ;({ gateway, standIns, world, run } = switching)
}, 60_000)
beforeEach(() => switching.calm())
afterAll(() => switching.stop(), 60_000)

describe('fairlead switch', () => {
  it('verifies, switches, and waits until it is seen from outside', async () => {
    world.looksUntilSeen = 2
    const { code, out, err } = await run('switch', 'ghcr')
    expect([code, err]).toEqual([0, ''])
    expect(out).toContain('ghcr holds all that was compared with quay: 1 repository, 2 tags.')
    expect(out).toContain('Switched from quay to ghcr.')
    expect(out).toMatch(
      /Confirmed after \d+ s, from here: ghcr is in use \(cert-manager-controller:v1\.19\.0/,
    )
    expect(world).toMatchObject({ active: 'ghcr', puts: 1, forced: false })
    // By which the gateway counts it apart.
    expect([...switching.agents]).toEqual([`fairlead/${manifest.version}`])
    // Looked at until it had been seen, and then again: one isolate is not all of them.
    expect(world.looksUntilSeen).toBeLessThan(0)
  }, 30_000)

  it('changes nothing where the target lacks something', async () => {
    standIns.ghcr.instead.answer = ({ url }) =>
      url.endsWith('/manifests/v1.18.2') ? new Response(null, { status: 404 }) : null
    const { code, out } = await run('switch', 'ghcr')
    expect(code).toBe(1)
    expect(out).toContain('Not switched: quay stays the active upstream.')
    expect(world.puts).toBe(0)
    const forced = await run('switch', 'ghcr', '--force')
    expect(forced.code).toBe(0)
    expect(forced.out).toContain('--force: not compared with quay: 1 repository (cert-manager-controller)')
    expect(world).toMatchObject({ active: 'ghcr', puts: 1, forced: true })
    world.active = 'quay'
    const { skipped } = JSON.parse((await run('--json', 'switch', 'ghcr', '--force')).out) as {
      skipped: unknown
    }
    expect(skipped).toEqual({ repositories: ['cert-manager-controller'], patterns: [] })
  }, 30_000)

  it('compares all that the registry lists, though only one of them was ever pulled', async () => {
    standIns.quay.instead.answer = ({ url }) =>
      url.includes('/_catalog')
        ? Response.json({
            repositories: ['jetstack/cert-manager-controller', 'jetstack/cert-manager-webhook', 'jetstack/x'],
          })
        : null
    standIns.ghcr.instead.answer = ({ url }) =>
      url.includes('/cert-manager-webhook/') ? new Response(null, { status: 404 }) : null
    const { code, out } = await run('switch', 'ghcr')
    expect(out).toContain('cert-manager-webhook: not on ghcr')
    expect([code, world.puts]).toEqual([1, 0])
  }, 30_000)

  it('says how to flee a registry that has failed, of which nothing can be compared', async () => {
    standIns.quay.instead.answer = () => new Response(null, { status: 503 })
    const { code, out } = await run('switch', 'ghcr')
    expect([code, world.puts]).toEqual([2, 0])
    expect(out).toContain('If quay is what has failed: --force switches all the same')
    // That it is quay stands in the lines above.
    expect(out).not.toContain('If it is ghcr')
    const { ways } = JSON.parse((await run('--json', 'switch', 'ghcr')).out) as { ways: string[] }
    expect(ways).toHaveLength(1)
  }, 60_000)

  it('says how to leave one that has nothing, to which it was forced', async () => {
    standIns.ghcr.instead.answer = () => new Response(null, { status: 404 })
    world.active = 'ghcr'
    const { code, out } = await run('switch', 'quay')
    expect([code, world.puts]).toEqual([2, 0])
    expect(out).toContain('If ghcr has no images: --force switches all the same')
    expect(out).not.toContain('has failed')
    expect(out).not.toContain('first pull')
    const forced = await run('switch', 'quay', '--force')
    expect([forced.code, world.active]).toEqual([0, 'quay'])
  }, 60_000)

  it('does not take a gateway that nobody has pulled through for a registry that is empty', async () => {
    world.hasPulled = false
    const { code, out } = await run('switch', 'ghcr')
    expect([code, world.puts]).toEqual([2, 0])
    expect(out).toContain(
      'tells what is published as "cert-manager-*": pull one, and run this again when the numbers show it.',
    )
    expect(out).toContain('If quay has failed or has no images: --force switches all the same')
  }, 60_000)

  it('is not confirmed by the word of the gateway alone where the new registry does not answer', async () => {
    standIns.ghcr.instead.answer = () => new Response(null, { status: 503 })
    const { code, out } = await run('switch', 'ghcr', '--force')
    expect(code).toBe(2)
    expect(out).toContain(
      'Not confirmed: the gateway says that ghcr is in use, and no image can be had of it',
    )
    expect(out).not.toContain('Confirmed after')
    expect(world).toMatchObject({ active: 'ghcr', puts: 1 })
  }, 60_000)

  it('asks nothing of the registry that is fled with --force', async () => {
    const asked: string[] = []
    standIns.quay.instead.answer = ({ url }) => {
      asked.push(url)
      return new Response(null, { status: 503 })
    }
    expect((await run('switch', 'ghcr', '--force')).code).toBe(0)
    expect(asked).toEqual([])
  }, 30_000)

  it('is made with --force while the routes document is broken, and says so', async () => {
    world.isBroken = true
    const refused = await run('switch', 'ghcr')
    expect([refused.code, world.puts]).toEqual([2, 0])
    expect(refused.err).toContain('--force switches all the same')
    const { code, out } = await run('switch', 'ghcr', '--force')
    expect([code, world.active]).toEqual([2, 'ghcr'])
    expect(out).toContain('cannot be used')
    expect(out).toContain('--force: not compared with quay: all repositories,')
    expect(out).toContain(
      'Not confirmed: the gateway says that ghcr is in use, and no image can be had of it',
    )
    expect(out).not.toContain('Confirmed after')
  }, 30_000)

  it('asks first for the gateway and its token, whatever the routes document', async () => {
    const nowhere = await fairlead(['switch', 'ghcr'])
    expect([nowhere.code, nowhere.err]).toEqual([64, expect.stringContaining('say which gateway: --gateway')])
    const { code, err } = await fairlead(['--gateway', gateway.url, 'switch', 'ghcr'])
    expect([code, err]).toEqual([64, expect.stringContaining('changes nothing without its token')])
    expect(world.puts).toBe(0)
  })

  it('compares by the routes document that is given, and not without it', async () => {
    const { code, err } = await run('switch', 'ghcr', '--routes', 'no/such/routes.json')
    expect([code, err]).toEqual([2, expect.stringContaining('no/such/routes.json cannot be read')])
    expect(world.puts).toBe(0)
  })

  it('is harmless when it is run again', async () => {
    world.active = 'ghcr'
    const { code, out } = await run('switch', 'ghcr')
    expect(code).toBe(0)
    expect(out).toContain('ghcr is the active upstream already.')
    expect(world.puts).toBe(0)
  }, 30_000)

  it('does not take for done what another change may be about to undo, and compares with where that leads', async () => {
    Object.assign(world, { active: 'ghcr', alsoServing: 'quay' })
    const { code, out } = await run('switch', 'ghcr')
    expect([code, world.puts]).toEqual([0, 1])
    expect(out).toContain('ghcr holds all that was compared with quay')
    expect(out).toContain('Switched from quay to ghcr.')
    standIns.ghcr.instead.answer = () => new Response(null, { status: 404 })
    expect((await run('switch', 'ghcr')).out).toContain('Not switched: ghcr stays the active upstream.')
  }, 30_000)

  it('to the one that is in use as the first chooses it, and is no switch', async () => {
    world.isChosen = false
    const { code, out } = await run('switch', 'quay')
    expect([code, world.isChosen, world.puts]).toEqual([0, true, 1])
    expect(out).toContain('quay was in use already, as the first in the routes document. Now it is chosen.')
    expect(out).not.toContain('Switched')
    world.isChosen = false
    expect(JSON.parse((await run('--json', 'switch', 'quay')).out)).toMatchObject({ switched: false })
  }, 30_000)

  it('says what is wrong with the name or the token', async () => {
    const unknown = await run('switch', 'gitlab')
    expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining('there are: quay, ghcr')])
    const { code, err } = await fairlead(['--gateway', gateway.url, '--token', 'guessed', 'switch', 'ghcr'])
    expect([code, err]).toEqual([
      2,
      expect.stringContaining('does not take the token (the token is not right)'),
    ])
    expect(world.puts).toBe(0)
  })
})

const NEVER = 1_000_000

describe('Ctrl-C while fairlead switch', () => {
  const start = (...args: string[]) =>
    startFairlead(args, { FAIRLEAD_URL: gateway.url, FAIRLEAD_ADMIN_TOKEN: TOKEN })
  const until = (isSo: () => boolean) =>
    vi.waitFor(() => expect(isSo()).toBe(true), { timeout: 50_000, interval: 20 })

  it.each([
    [
      'to people',
      [],
      /Stopped before it was confirmed: the gateway still uses quay\. The switch to ghcr is made/,
    ],
    ['to programs', ['--json'], /"switched": true,\n +"confirmed": false/],
  ] as const)(
    'waits for it to be seen stops the waiting, not the switch, and says so %s',
    async (_, json, words) => {
      world.looksUntilSeen = NEVER
      const running = start(...json, 'switch', 'ghcr')
      await until(() => world.puts === 1 && world.looksUntilSeen < NEVER)
      running.interrupt()
      const { code, out, err } = await running.ended
      expect([code, err]).toEqual([2, ''])
      expect(out).toMatch(words)
      expect(world).toMatchObject({ active: 'ghcr', puts: 1 })
      world.looksUntilSeen = 0
      const again = await run('switch', 'ghcr')
      expect(again.out).toMatch(/^ghcr is the active upstream already\.\nConfirmed after /)
      expect([again.code, world.puts]).toEqual([0, 1])
    },
    60_000,
  )

  it('asks for it says that nobody knows, and where to look', async () => {
    world.isSlow = true
    const running = start('switch', 'ghcr')
    await until(() => world.puts === 1)
    running.interrupt()
    const { code, out, err } = await running.ended
    expect([code, out.includes('Switched')]).toEqual([130, false])
    expect(err).toContain('was asked to switch to ghcr, which it may do all the same: fairlead status tells')
  }, 60_000)

  it('compares ends it, and nothing has changed', async () => {
    let isAsked = false
    standIns.ghcr.instead.answer = ({ url }) => {
      isAsked ||= url.includes('/manifests/')
      return isAsked ? new Promise(() => null) : null
    }
    const running = start('switch', 'ghcr')
    await until(() => isAsked)
    running.interrupt()
    // By the signal itself, which a shell shows as 130.
    expect([(await running.ended).code, world.puts]).toEqual([null, 0])
  }, 60_000)
})
