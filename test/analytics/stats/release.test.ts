// What counts as a release, and how the share of a minor grows from that day on.
import { describe, expect, it } from 'vitest'
import { curvesOf } from '../../../src/analytics/stats/adoption.ts'
import { newestOf, releasesOf } from '../../../src/analytics/stats/release.ts'

const first = (days: Record<string, number>) =>
  Object.entries(days).map(([version, day]) => ({ version, day }))
const releases = (days: Record<string, number>) =>
  releasesOf(first(days), 100).map(({ version, day }) => `${version}@${day}`)

describe('a release', () => {
  it('is the first fetch of what was the newest of its minor, or of all', () => {
    expect(releases({ 'v1.18.0': 100, 'v1.18.1': 110, 'v1.19.0': 120, 'v1.18.2': 130 })).toEqual([
      'v1.18.1@110',
      'v1.19.0@120',
      'v1.18.2@130',
    ])
  })

  it('is no old version that somebody fetches for the first time', () => {
    expect(releases({ 'v1.19.0': 110, 'v1.19.2': 112, 'v1.19.1': 115, 'v1.2.0': 120 })).toEqual([
      'v1.19.0@110',
      'v1.19.2@112',
    ])
  })

  it('is nothing of the ledger’s first days, no candidate and no other tag', () => {
    expect(
      releases({ 'v1.18.0': 102, 'v1.19.0-rc.1': 110, latest: 110, 'sha-1': 111, '1.20.0': 112 }),
    ).toEqual(['1.20.0@112'])
  })

  it('compares numbers as numbers', () => {
    expect(newestOf(['v1.9.0', 'v1.10.0', 'latest', 'v1.10.0-rc.1'])).toBe('v1.10.0')
    expect(newestOf(['latest'])).toBeNull()
  })
})

describe('a curve', () => {
  const span = { interval: 'day', from: 100, to: 110 } as const
  const lines = [
    { value: '1.18', counts: [9, 9, 9, 9, 9, 9, 9, 0, 0, 5], previous: null },
    { value: '1.19', counts: [0, 0, 0, 0, 1, 3, 9, 0, 7, 5], previous: null },
  ]

  it('is the share of a minor by days since it came out, and null where nothing was fetched at all', () => {
    const of = releasesOf(first({ 'v1.18.0': 90, 'v1.19.0': 104, 'v1.19.1': 106 }), 80)
    expect(curvesOf(lines, span, of, 109)).toEqual([
      { minor: '1.19', day: 104, counts: [1, 3, 9, 0, 7], shares: [0.1, 0.25, 0.5, null, 1] },
    ])
  })

  it('does not begin with a patch of a minor that is older than the ledger', () => {
    const of = releasesOf(first({ 'v1.18.0': 80, 'v1.18.1': 102, 'v1.19.0': 104 }), 80)
    expect(of.map(({ version }) => version)).toContain('v1.18.1')
    expect(curvesOf(lines, span, of, 109).map(({ minor }) => minor)).toEqual(['1.19'])
  })
})
