// The health of an upstream as a value: what one more probe makes of it, and what a note about it may be.
import { describe, expect, it } from 'vitest'
import { type UpstreamHealth, healthAfter, healthOf, homeOf, parseHealth } from '../../src/routing/health.ts'

const down: UpstreamHealth = { state: 'down', since: 1, why: 'was down' }
const recovering: UpstreamHealth = { ...down, state: 'recovering' }
const bad = { ok: false, why: 'is down' } as const

describe('health', () => {
  it.each([
    ['well', null, { ok: true }, null],
    ['well', null, bad, { state: 'down', since: 2, why: 'is down' }],
    ['down', down, bad, { state: 'down', since: 1, why: 'is down' }],
    ['down', down, { ok: true }, recovering],
    ['recovering', recovering, { ok: true }, null],
    ['recovering', recovering, bad, { state: 'down', since: 1, why: 'is down' }],
  ] as const)('that is %s (%o), after %o', (_what, before, probe, after) => {
    expect(healthAfter(before, probe, 2)).toEqual(after)
  })

  it.each([
    ['no note', null],
    ['no JSON', 'down'],
    ['a state that is none', '{"quay":{"state":"ill","since":1,"why":""}}'],
    ['a field too many', '{"quay":{"state":"down","since":1,"why":"","more":1}}'],
    ['another shape', '[]'],
    ['null', 'null'],
  ])('is good by a note that cannot be read: %s', (_what, text) => {
    expect(parseHealth(text)).toEqual({})
  })

  it('is believed of an upstream that is where it was, and of a host of files, which is its address', () => {
    const quay = { name: 'quay', registry: 'https://quay.io', namespace: 'jetstack' }
    const health = { quay: { ...down, home: homeOf(quay) }, 'https://github.com': down }
    expect(healthOf(health, [quay])).toEqual(health)
    const elsewhere = [{ registry: 'https://ghcr.io' }, { namespace: 'other' }, { name: 'ghcr' }]
    for (const change of elsewhere)
      expect(healthOf(health, [{ ...quay, ...change }])).toEqual({ 'https://github.com': down })
  })

  it('is what the note says', () => {
    expect(parseHealth(JSON.stringify({ quay: down }))).toEqual({ quay: down })
  })
})
