// What the demo's days say, and that they say the same every time.
import { describe, expect, it } from 'vitest'
import { cellsOf } from '../../cli/demo/cell.ts'
import { groupsOf, hoursOf } from '../../cli/demo/day.ts'
import { DEMO_DAYS, incidentsOf } from '../../cli/demo/happening.ts'
import { createLabels } from '../../cli/demo/label.ts'
import { rollOf } from '../../cli/demo/random.ts'
import { versionShares } from '../../cli/demo/release.ts'
import { apportion, spread } from '../../cli/demo/share.ts'
import { type Stream, trafficOf } from '../../cli/demo/traffic.ts'
import { CLIENTS } from '../../src/analytics/client-table.ts'
import type { CellColumn } from '../../src/analytics/dimension.ts'
import type { Metric } from '../../src/analytics/event.ts'

const DAY_MS = 24 * 60 * 60 * 1000
/** A Wednesday. */
const TODAY = Date.UTC(2026, 10, 18) / DAY_MS

const runtimePulls: Stream = { artifact: 'cert-manager-controller', metric: 'pull', class: 'runtime' }

function totals(daysAgo: number): Partial<Record<Metric, number>> {
  const sums: Partial<Record<Metric, number>> = {}
  for (const [{ artifact, metric }, count] of trafficOf(TODAY - daysAgo, daysAgo, rollOf(daysAgo)))
    if (artifact === 'cert-manager-controller') sums[metric] = (sums[metric] ?? 0) + count
  return sums
}

const pulls = (daysAgo: number) => totals(daysAgo).pull ?? NaN

/** Which part of the controller's pulls by a runtime has which value, on that day. */
function partsOf(column: CellColumn, daysAgo: number): Record<string, number> {
  const labels = createLabels()
  const cells = cellsOf(runtimePulls, 100_000, daysAgo, { labels, roll: rollOf(1) })
  const parts: Record<string, number> = {}
  const names = new Map(labels.rows.map(([id, , value]) => [id, value]))
  for (const cell of cells) {
    const name = names.get(cell[column]) ?? ''
    parts[name] = (parts[name] ?? 0) + cell.count / 100_000
  }
  return parts
}

describe('a day of the demo', () => {
  it('is the same every time, and another than the day before', () => {
    const day = (number: number, daysAgo: number) => JSON.stringify(groupsOf(number, daysAgo, createLabels()))
    expect(day(TODAY, 0)).toBe(day(TODAY, 0))
    expect(day(TODAY, 0)).not.toBe(day(TODAY - 1, 0))
  })

  it('has about 100 checks to 23 pulls and 11 downloads', () => {
    const { check = 0, pull = 0, download = 0 } = totals(3)
    expect((pull / check) * 100).toBeCloseTo(23, -0.7)
    expect((download / check) * 100).toBeCloseTo(11, -0.5)
  })

  it('is quieter at the weekend, and at Christmas', () => {
    expect(pulls(4) / pulls(7)).toBeLessThan(0.85) // Saturday before, Wednesday before
    const christmas = TODAY - Date.UTC(2025, 11, 26) / DAY_MS // a Friday
    expect(pulls(christmas) / pulls(christmas + 21)).toBeLessThan(0.8)
  })

  it('is twice as busy at the end', () => {
    const week = (first: number) => Array.from({ length: 7 }, (_day, place) => pulls(first + place))
    const sum = (counts: number[]) => counts.reduce((before, count) => before + count, 0)
    expect(sum(week(0)) / sum(week(DEMO_DAYS - 8))).toBeGreaterThan(1.75)
    expect(sum(week(0)) / sum(week(DEMO_DAYS - 8))).toBeLessThan(2.25)
  })

  it('names only clients that are known, each in its class', () => {
    const labels = createLabels()
    const known = CLIENTS.map(({ name, class: kind }) => `${String(name)} ${kind}`)
    for (const daysAgo of [0, DEMO_DAYS - 1])
      for (const { streams } of groupsOf(TODAY - daysAgo, daysAgo, labels))
        for (const { stream, cells } of streams)
          for (const { client, client_version: version } of cells) {
            const [, , name] = labels.rows[client - 2] ?? []
            expect(known).toContain(`${String(name)} ${stream.class}`)
            if (version > 0) expect(labels.rows[version - 2]?.[2]).toMatch(new RegExp(`^${String(name)} \\d`))
          }
  })

  it('comes from 30 countries, mostly on amd64', () => {
    expect(Object.keys(partsOf('country', 1))).toHaveLength(30)
    const { 'linux/amd64': amd64, 'linux/arm64': arm64, ...rest } = partsOf('platform', 1)
    expect(amd64).toBeCloseTo(0.78, 1)
    expect(arm64).toBeCloseTo(0.19, 1)
    expect(Object.keys(rest)).toEqual(
      expect.arrayContaining(['linux/arm/v7', 'linux/s390x', 'linux/ppc64le']),
    )
  })

  it('is answered by quay before the switch, by ghcr after it, and by both on a day of failover', () => {
    expect(Object.keys(partsOf('upstream', 300))).toEqual(['quay'])
    expect(Object.keys(partsOf('upstream', 1))).toEqual(['ghcr'])
    const incidents = incidentsOf(TODAY, () => 1)
    expect(incidents.map(({ kind }) => kind)).toEqual(['failover', 'switch', 'outage', 'failover'])
    const last = incidents.at(-1)
    expect((last?.ended_at ?? 0) - (last?.started_at ?? 0)).toBe(2 * 60 * 60 * 1000)
    const onThatDay = partsOf('upstream', TODAY - Math.floor((last?.started_at ?? 0) / DAY_MS))
    expect(onThatDay['quay']).toBeCloseTo(2 / 24, 2)
    const errors: Stream = { artifact: 'cert-manager-controller', metric: 'error', class: 'runtime' }
    const hours = hoursOf(errors, 10_000, 12, rollOf(1))
    expect(Math.min(...hours.slice(8, 11))).toBeGreaterThan(2 * Math.max(...hours.slice(11)))
  })
})

describe('the releases of the demo', () => {
  const shareOf = (name: string, daysAgo: number) =>
    versionShares(daysAgo)
      .filter(([version]) => version.startsWith(name))
      .reduce((sum, [, share]) => sum + share, 0)

  it('are not there before their day, and the newest minor is taken up along an S', () => {
    expect(shareOf('v1.19.', 142)).toBe(0)
    const growth = [141, 120, 105, 90, 60].map((daysAgo) => shareOf('v1.19.', daysAgo))
    expect(growth).toEqual(growth.toSorted((a, b) => a - b))
    const [, slow = 0, fast = 0, faster = 0] = growth
    expect(faster - fast).toBeGreaterThan(slow)
    expect(shareOf('v1.19.', 60)).toBeGreaterThan(0.5)
  })

  it('have a tail of old ones', () => {
    const old = ['v1.12.', 'v1.13.', 'v1.14.', 'v1.15.', 'v1.16.'].map((minor) => shareOf(minor, 0))
    expect(Math.min(...old)).toBeGreaterThan(0)
    expect(old.reduce((sum, share) => sum + share, 0)).toBeLessThan(0.12)
  })

  it('are left for a security patch faster than for another', () => {
    const leftAfter = (patch: string, daysAgo: number) =>
      shareOf(patch, daysAgo - 7) / shareOf('v1.19.', daysAgo - 7)
    expect(leftAfter('v1.19.2', 96)).toBeGreaterThan(0.8)
    expect(leftAfter('v1.19.3', 52)).toBeLessThan(0.4)
  })
})

describe('dividing', () => {
  it.each([
    [10, [1, 1, 1]],
    [1, [0.2, 0.3, 0.5]],
    [1_000_003, [3, 0, 1, 7]],
  ])('%i by %j leaves nothing over', (total, weights) => {
    const parts = apportion(total, weights)
    expect(parts.reduce((sum, part) => sum + part, 0)).toBe(total)
    expect(Math.min(...parts)).toBeGreaterThanOrEqual(0)
  })

  it('gives every value its share, in another order every time', () => {
    const values = spread(
      [
        ['a', 3],
        ['b', 1],
      ],
      400,
      rollOf(5),
    )
    expect(values).toHaveLength(400)
    expect(values.filter((value) => value === 'a')).toHaveLength(300)
    expect(values.slice(0, 40)).toContain('b')
  })
})
