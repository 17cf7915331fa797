// `fairlead status` before a gateway that says how it is.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { fairlead } from './fairlead.ts'
import { type Web, serveWeb } from './web.ts'

let gateway: Web
type State = { state?: 'down' | 'recovering'; since?: string; why?: string }
const WELL: State = {}
let world: World
type World = {
  problems: string[]
  incidents: object[]
  quay: State
  ghcr: State
  probed: string | null | undefined
}

beforeAll(async () => {
  gateway = await serveWeb(answer)
})
beforeEach(() => {
  world = { problems: [], incidents: [], quay: WELL, ghcr: WELL, probed: secondsAgo(41) }
})
afterAll(() => gateway.stop())

function answer(request: Request): Response {
  const { pathname } = new URL(request.url)
  if (pathname === '/api/v1/incidents') return Response.json({ incidents: world.incidents })
  const upstreams = (['quay', 'ghcr'] as const).map((name) => ({
    ...{ name, registry: `https://${name}.example`, namespace: '', state: 'up', since: null, why: null },
    ...world[name],
  }))
  return Response.json({
    active_upstream: 'quay',
    upstreams,
    problems: world.problems,
    probed_at: world.probed,
    numbers: { data_through: null },
  })
}

const hence = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()
const secondsAgo = (seconds: number) => hence(-seconds / 3600)
const about = { to: null, why: '', requests_saved: 0, note: null }
const notice = { ...about, kind: 'notice', from: null }
const down: State = { state: 'down', since: hence(-1), why: 'ping: 503' }

const run = (...args: string[]) => fairlead(args, { FAIRLEAD_URL: gateway.url })

describe('fairlead status', () => {
  it('ends with 0 while all is well and with 1 when the gateway has a problem', async () => {
    const well = await run('status')
    expect([well.code, well.err]).toEqual([0, ''])
    expect(well.out).toMatch(/\* +quay .* up/)
    world.problems = ['upstream: no upstream is named "x"']
    const ill = await run('--json', 'status')
    expect(ill.code).toBe(1)
    expect(JSON.parse(ill.out)).toMatchObject({ active_upstream: 'quay', wrong: world.problems })
  })

  it('says what is happening now, in the words of the operator where there are some', async () => {
    world.incidents = [
      { ...notice, started_at: hence(5), ended_at: null, note: 'Later' },
      { ...notice, started_at: hence(-1), ended_at: hence(1), note: 'We move' },
      { ...notice, started_at: hence(-3), ended_at: hence(-2), note: 'Before' },
      {
        ...{ kind: 'outage', started_at: hence(-4), ended_at: null, from: 'ghcr', to: 'quay' },
        ...{ why: 'ping: 503', requests_saved: 2, note: 'They know' },
      },
    ]
    const { out } = await run('status')
    expect(out).toMatch(/^notice since [-0-9T:.]+Z: We move$/m)
    expect(out).toMatch(/^outage since [-0-9T:.]+Z: ghcr -> quay \(ping: 503\): They know$/m)
    expect(out).not.toMatch(/Later|Before|null/)
  })

  it('does not say of one that answers again that it is down', async () => {
    Object.assign(world, { quay: { ...down, state: 'recovering' } })
    const { out } = await run('status')
    expect(out).toMatch(/quay .* answers again, was down since [-0-9T:.]+Z +ping: 503/)
    expect(out).toContain(
      'Wrong: the active upstream quay answers again; it was down: ping: 503; requests go to ghcr\n',
    )
    expect(out).not.toContain('recovering')
  })

  it.each([
    [
      'in use and is down',
      { quay: down, ghcr: WELL },
      'the active upstream quay is down: ping: 503; requests go to ghcr',
    ],
    [
      'not in use and is down',
      { quay: WELL, ghcr: down },
      'ghcr, which is not in use, is down; requests go to quay',
    ],
    [
      'down, as all are',
      { quay: down, ghcr: down },
      'the active upstream quay is down: ping: 503; no other one is up',
    ],
  ])('does not say that all is well of one that is %s, but what is served', async (_, ill, words) => {
    Object.assign(world, ill)
    const { code, out } = await run('status')
    expect([code, out]).toEqual([1, expect.stringContaining(`Wrong: ${words}\n`)])
    expect(out).not.toContain(' well at')
  })

  it('does not say so while an incident is open, though every upstream is up', async () => {
    const host = { from: 'https://github.com', to: 'https://mirror.example', why: 'it answers with 503' }
    world.incidents = [{ ...about, ...host, kind: 'outage', started_at: hence(-1), ended_at: null }]
    const { code, out } = await run('status')
    expect(code).toBe(1)
    expect(out).toMatch(
      /^Wrong: the outage of https:\/\/github\.com has not ended: .+; https:\/\/mirror\.example stands in$/m,
    )
    expect(out).not.toContain(' well at')
  })

  it('has nothing against a notice, and does not say that all is well beside it', async () => {
    world.incidents = [{ ...notice, started_at: hence(-1), ended_at: null, note: 'We move' }]
    const { code, out } = await run('status')
    expect([code, out]).toEqual([0, expect.stringMatching(/\nAll else was well at [^\n]+\.\n$/)])
    world.incidents = []
    expect((await run('status')).out).toMatch(/\nAll was well at [^\n]+\.\n$/)
  })

  it('says when the upstreams were looked at, and that nobody looks where it is long ago', async () => {
    const well = await run('--json', 'status')
    expect(JSON.parse(well.out)).toMatchObject({ probed_at: world.probed, wrong: [] })
    const time = world.probed?.slice(11, 19) ?? ''
    expect((await run('status')).out).toMatch(new RegExp(`well at ([-0-9]+ )?${time} UTC, 4\\d s ago\\.\n$`))
    world.quay = down
    expect((await run('status')).out).toMatch(/^Upstreams were last probed at .* UTC, 4\d s ago$/m)
    Object.assign(world, { quay: WELL, probed: hence(-50) })
    const late = await run('status')
    expect(late.code).toBe(1)
    expect(late.out).toMatch(
      /^Wrong: nobody has probed the upstreams since \d{4}-\d\d-\d\d [\d:]+ UTC, 50 h ago; .*its cron does not run, .*$/m,
    )
    world.probed = null
    const unprobed = await run('status')
    expect(unprobed.code).toBe(0)
    expect(unprobed.out).toMatch(
      /\nNothing is known to be wrong; .* not been probed yet, which is due every minute\.\n$/,
    )
    world.probed = undefined
    expect((await run('status')).out).toMatch(
      /\nAll is well, as far as is known: .* not say when it looked\.\n$/,
    )
  })

  it('ends with 2 where nothing answers', async () => {
    const { code, err } = await fairlead(['--gateway', 'http://127.0.0.1:1', 'status'])
    expect([code, err]).toEqual([2, expect.stringContaining('cannot be asked')])
  })
})
