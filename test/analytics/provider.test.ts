import { describe, expect, it } from 'vitest'
import { providerOf } from '../../src/analytics/provider.ts'

describe('providerOf', () => {
  it.each([
    [16509, 'amazon'],
    [14618, 'amazon'],
    [15169, 'google'],
    [396982, 'google'],
    [8075, 'microsoft'],
    [36459, 'github'],
    [24940, 'hetzner'],
    [63949, 'akamai'],
    [61098, 'exoscale'],
  ])('names the data centres of AS%i %s', (asn, provider) => expect(providerOf(asn)).toBe(provider))

  // Deutsche Telekom, Comcast and CERN: homes, and somebody's own network.
  it.each([3320, 7922, 513, 0, -1, NaN, 1.5, null, undefined])('says nothing of %s', (asn) =>
    expect(providerOf(asn)).toBe(''),
  )
})
