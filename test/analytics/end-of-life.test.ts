import { describe, expect, it } from 'vitest'
import { clientOf } from '../../src/analytics/client.ts'
import { SUPPORTED_CLIENTS } from '../../src/analytics/stats/end-of-life-table.ts'
import { CHECKED_ON, endOfLifeOf, releaseLineOf } from '../../src/analytics/stats/end-of-life.ts'

describe('the end of life of a client', () => {
  it.each([
    ['containerd 1.6.39', '2025-08-22', 'ending'],
    ['containerd 1.6.39', '2025-08-23', 'ending'],
    ['containerd 1.6.39', '2025-08-24', 'ended'],
    ['containerd 1.7.27', '2026-10-01', 'ended'],
    ['containerd 2.1.4', '2026-08-22', 'ended'],
    ['containerd 2.2.0', '2026-08-07', 'supported'],
    ['containerd 2.2.0', '2026-08-08', 'ending'],
    ['containerd 2.3.2', '2026-08-22', 'supported'],
    ['docker 28.2.2', '2026-05-13', 'ending'],
    ['docker 28.2.2', '2026-05-14', 'ended'],
    ['docker 29.1.0', '2099-12-31', 'supported'],
    ['docker 20.10.24', '2026-08-22', 'ended'],
    ['docker 1.13.1', '2026-08-22', 'ended'],
    ['cri-o 1.31.4', '2026-08-22', 'ended'],
    ['cri-o 1.34.0', '2026-08-22', 'ending'],
    ['cri-o 1.35.3', '2026-08-22', 'supported'],
    ['helm 2.17.0', '2026-08-22', 'ended'],
    ['helm 3.16.2', '2026-11-11', 'supported'],
    ['helm 3.16.2', '2026-11-12', 'ending'],
    ['helm 4.0.1', '2026-11-12', 'supported'],
  ])('of %s on %s is: %s', (label, day, expected) => {
    expect(endOfLifeOf(label, day)).toBe(expected)
  })

  it.each([
    ['a line newer than the table', 'containerd 9.9.0'],
    ['a major version newer than the table', 'docker 99.0.0'],
    ['a line older than the table', 'cri-o 1.0.9'],
    ['a version without the part that makes a line', 'containerd 1'],
    ['a client whose project names no days', 'containers-image 5.32.0'],
    ['another', 'buildkit 0.18'],
    ['a client like one of them', 'docker-cli 28.2.2'],
    ['a client without a version', 'containerd'],
    ['a name that every object has', 'constructor 1.2.3'],
    ['a label that the ledger never makes', 'containerd 1.7.27-k3s1'],
    ['what was folded', 'other'],
    ['nothing', ''],
  ])('is unknown for %s: %j', (_what, label) => {
    expect(endOfLifeOf(label, '2099-12-31')).toBeNull()
  })
})

describe('the release line of a client', () => {
  it.each([
    ['containerd 1.7.27', 'containerd', '1.7', '2026-09-30'],
    ['containerd 1.7', 'containerd', '1.7', '2026-09-30'],
    ['docker 28.2.2', 'docker', '28', '2026-05-13'],
    ['docker 20.10.24', 'docker', '20', '2023-12-31'],
    ['cri-o 1.30.1', 'cri-o', '1.30', '2025-07-15'],
    ['helm 4.0.1', 'helm', '4', null],
  ])('of %s is %s %s, until %s', (label, client, line, lastDay) => {
    expect(releaseLineOf(label)).toMatchObject({ client, line, lastDay })
  })

  it.each([
    ['containerd/1.7.27-k3s1', '1.7'],
    ['docker/28.2.2 go/go1.24.3 git-commit/45873be kernel/6.8.0 os/linux arch/amd64', '28'],
    ['cri-o/1.31.4 go/go1.23 os/linux arch/amd64', '1.31'],
    ['Helm/3.16.2', '3'],
  ])('is found for what %s is counted as', (agent, line) => {
    const { name, version } = clientOf(agent)
    expect(releaseLineOf(`${name} ${version}`)?.line).toBe(line)
  })
})

describe('the table', () => {
  it('holds days of the calendar, lines that a label can have, and sources that can be opened', () => {
    const lines = SUPPORTED_CLIENTS.flatMap(({ lines }) => Object.entries(lines))
    const isDay = (day: string) => new Date(day).toISOString().slice(0, 10) === day
    expect(lines.filter(([line]) => !/^\d+(\.\d+)?$/.test(line))).toEqual([])
    expect(lines.filter(([, day]) => day !== null && !isDay(day))).toEqual([])
    expect(SUPPORTED_CLIENTS.filter(({ source }) => new URL(source).protocol !== 'https:')).toEqual([])
    expect(isDay(CHECKED_ON)).toBe(true)
  })

  it('names each client once', () => {
    const names = SUPPORTED_CLIENTS.map(({ client }) => client)
    expect(new Set(names).size).toBe(names.length)
  })
})
