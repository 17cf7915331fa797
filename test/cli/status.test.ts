// `fairlead status` before a gateway that says how it is.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { fairlead } from './fairlead.ts'
import { type Web, serveWeb } from './web.ts'

let gateway: Web
let world = { problems: [''], incidents: [{}] }

beforeAll(async () => {
  gateway = await serveWeb(answer)
})
beforeEach(() => {
  world = { problems: [], incidents: [] }
})
afterAll(() => gateway.stop())

function answer(request: Request): Response {
  const { pathname } = new URL(request.url)
  if (pathname === '/api/v1/incidents') return Response.json({ incidents: world.incidents })
  const upstreams = ['quay', 'ghcr'].map((name) => ({
    ...{ name, registry: `https://${name}.example`, namespace: '', state: 'up', since: null, why: null },
  }))
  return Response.json({
    active_upstream: 'quay',
    upstreams,
    problems: world.problems,
    numbers: { data_through: null },
  })
}

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
    const hence = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()
    const about = { to: null, why: '', requests_saved: 0, note: null }
    const notice = { ...about, kind: 'notice', from: null }
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

  it('ends with 2 where nothing answers', async () => {
    const { code, err } = await fairlead(['--gateway', 'http://127.0.0.1:1', 'status'])
    expect([code, err]).toEqual([2, expect.stringContaining('cannot be asked')])
  })
})
