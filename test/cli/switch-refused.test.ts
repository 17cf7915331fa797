// `fairlead switch` before a gateway that compares for itself and does not switch.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { NOT_LOOKED_AT } from '../../src/verify/finding.ts'
import { type Switching, createSwitching } from './switching.ts'

let world: Switching['world']
let run: Switching['run']
let switching: Switching

beforeAll(async () => {
  switching = await createSwitching()
  ;({ world, run } = switching)
}, 60_000)
beforeEach(() => switching.calm())
afterAll(() => switching.stop(), 60_000)

const NAME = 'cert-manager-webhook'
const FINDING = { repository: NAME, tag: 'v1', what: 'tag', reference: 'v1', from: null, to: null, why: null }
const MISSING = { ...FINDING, kind: 'missing' }
const UNREADABLE = { ...FINDING, kind: 'unreadable', why: 'upstream ghcr did not answer within 10 s' }
const UNREAD = { ...FINDING, kind: 'unreadable', why: 'it is no manifest' }
const NOT_ASKED = { ...FINDING, kind: 'unreadable', why: `${NOT_LOOKED_AT}: the 40 requests are used up` }

type Compared = { findings?: object[]; limits?: string[]; from?: string }

/** As the gateway's answer has it. */
function comparedOf({ findings = [], limits = [], from = 'quay' }: Compared) {
  const repositories = [{ repository: NAME, state: 'compared', tags: 1, findings, findings_left_out: 0 }]
  const complete = limits.length === 0
  return { from, to: 'ghcr', ok: false, compared: 1, complete, limits_reached: limits, repositories }
}

const refuse = (compared: Compared) => {
  const verification = comparedOf(compared)
  world.refusal = { status: 409, body: { error: 'not switched: "force": true', verification } }
  return verification
}

const LIMITED = { findings: [NOT_ASKED], limits: ['100 repositories', '40 requests'] }

describe('fairlead switch that the gateway refuses', () => {
  it('because of its own limits says that all is well from here, and that --force is reasonable', async () => {
    refuse(LIMITED)
    const { code, out, err } = await run('switch', 'ghcr')
    expect([code, err, world.puts]).toEqual([2, '', 0])
    expect(out).toContain('ghcr holds all that was compared with quay')
    expect(out).toContain('nothing is known to be missing on ghcr, but it could not look at everything.')
    expect(out).toContain('A switch has limits of its own: at most 100 repositories, 40 requests.')
    expect(out).toContain('Not switched: quay stays the active upstream.')
    expect(out).toContain('All that was compared from here is there: --force switches all the same')
    expect(out).toContain('is the reasonable way now')
    expect(out).not.toContain('"force"')
    expect(out).not.toContain(NOT_LOOKED_AT + ':')
  }, 30_000)

  it('because of its own limits, with an upstream that was not compared from here, asks for that first', async () => {
    refuse({ ...LIMITED, from: 'third' })
    const { code, out } = await run('switch', 'ghcr')
    expect(code).toBe(2)
    expect(out).toContain('fairlead verify --from third --to ghcr compares all from here.')
    expect(out).not.toContain('reasonable')
  }, 30_000)

  it.each([
    ['and looked at everything', []],
    ['and did not look at everything', LIMITED.limits],
  ])(
    'because it misses something ends with 1 and says what, %s',
    async (_, limits) => {
      refuse({ findings: [NOT_ASKED, MISSING], limits })
      const { code, out } = await run('switch', 'ghcr')
      expect([code, world.puts]).toEqual([1, 0])
      expect(out).toContain('ghcr lacks something that quay has.')
      expect(out).toContain(`x  ${NAME}:v1: not on ghcr`)
      expect(out).toContain('If clients can do without it: --force switches all the same')
      expect(out).not.toContain('reasonable')
    },
    30_000,
  )

  it('because a registry does not answer it does not call --force reasonable, whatever its limits', async () => {
    refuse({ ...LIMITED, findings: [UNREADABLE, NOT_ASKED] })
    const { code, out } = await run('switch', 'ghcr')
    expect(code).toBe(2)
    expect(out).toContain(`?  ${NAME}:v1: upstream ghcr did not answer within 10 s`)
    expect(out).toContain('What the gateway cannot read, clients may not get through it')
    expect(out).toContain('It is ghcr that could not be read: run this again once it can be.')
    expect(out).not.toMatch(/reasonable|--force/)
  }, 30_000)

  it('without saying which registry it could not read leaves both open', async () => {
    refuse({ findings: [UNREAD] })
    const { code, out } = await run('switch', 'ghcr')
    expect(code).toBe(2)
    expect(out).toContain('If quay is what has failed: --force switches all the same')
    expect(out).toContain('If it is ghcr that does not answer, there is nowhere to switch to.')
    world.besides = ['third']
    const { out: more } = await run('switch', 'ghcr')
    expect(more).toContain('If it is ghcr that does not answer, switch to another one: third.')
  }, 30_000)

  it('because it knows of nothing to compare leaves it to what was seen from here', async () => {
    refuse({})
    const { code, out } = await run('switch', 'ghcr')
    expect(code).toBe(2)
    expect(out).toContain('it knows of nothing on quay that it could compare.')
    expect(out).toContain('All that was compared from here is there: --force switches all the same')
  }, 30_000)

  it.each([
    [1, [MISSING], 2],
    [2, [NOT_ASKED], 1],
  ])('prints the report of every refusal with --json, and ends with %d', async (exit, findings, ways) => {
    const verification = refuse({ findings, limits: ['40 requests'] })
    const { code, out, err } = await run('--json', 'switch', 'ghcr')
    expect([code, err]).toEqual([exit, ''])
    const report = JSON.parse(out) as { ways: string[] }
    expect(report).toMatchObject({
      ...{ from: 'quay', to: 'ghcr', forced: false, switched: false, confirmed: false },
      verification: { outcome: 'holds' },
      gateway_verification: verification,
    })
    expect(report.ways).toHaveLength(ways)
  })

  it('for another reason is a plain failure', async () => {
    const error = 'another change of upstream is under way; look again'
    world.refusal = { status: 409, body: { error } }
    const { code, err } = await run('switch', 'ghcr')
    expect([code, err]).toEqual([2, `fairlead: the gateway refuses the switch: ${error}\n`])
    const { out } = await run('--json', 'switch', 'ghcr')
    expect(JSON.parse(out)).toEqual({ error: `the gateway refuses the switch: ${error}` })
  }, 30_000)
})
