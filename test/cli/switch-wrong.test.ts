// `fairlead switch` called with what cannot be right: refused before anything is looked at.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Switching, createSwitching } from './switching.ts'

/** Of another gateway. */
const OTHER = 'test/cli/other-routes.json'

let world: Switching['world']
let run: Switching['run']
let switching: Switching

beforeAll(async () => {
  switching = await createSwitching()
  ;({ world, run } = switching)
}, 60_000)
afterAll(() => switching.stop(), 60_000)

describe('fairlead switch', () => {
  it('says whose document it was given, where that is not of the gateway', async () => {
    const { code, err } = await run('switch', 'ghcr', '--routes', OTHER)
    expect(code).toBe(2)
    expect(err).toContain(
      `${OTHER} has no upstream "quay", which the gateway has (the document has: elsewhere)`,
    )
    expect(world.puts).toBe(0)
  })

  it.each(['', 'two\nlines'])('takes no reason that the gateway would not: %j', async (reason) => {
    const { code, err } = await run('switch', 'ghcr', '--force', '--reason', reason)
    expect([code, world.puts]).toEqual([64, 0])
    expect(err).toContain('It must be one line of plain text')
  })

  it.each([
    [{ error: 'no', problems: ['ADMIN_TOKEN must be longer'] }, 'no; ADMIN_TOKEN must be longer'],
    [
      { error: 'no', problems: [{ path: 'reason', message: 'must be a line' }] },
      'no; reason: must be a line',
    ],
    [{ error: 'no' }, 'no'],
  ])('says what the gateway says is wrong: %j', async (body, sentence) => {
    world.refusal = { status: 400, body }
    const { code, err } = await run('switch', 'ghcr', '--force')
    world.refusal = null
    expect([code, err]).toEqual([2, `fairlead: the switch failed with status 400: ${sentence}\n`])
  })

  it('takes the address of a gateway and nothing behind it', async () => {
    const { code, err } = await run('switch', 'ghcr', '--gateway', `${switching.gateway.url}/admin`)
    expect([code, err]).toEqual([64, expect.stringContaining(`write ${switching.gateway.url}`)])
    expect(world.puts).toBe(0)
  })
})
