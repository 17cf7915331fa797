import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { COLUMNS, checkPoint, column, toDataPoint, writePoint } from '../../src/analytics/analytics-engine.ts'
import type { Event } from '../../src/analytics/event.ts'

const EVENT: Event = {
  id: '0123456789abcdef01234567',
  at: 1_795_000_000_000,
  metric: 'pull',
  artifact: 'cert-manager-controller',
  tag: 'v1.19.0',
  digest: `sha256:${'ab'.repeat(32)}`,
  class: 'runtime',
  client: 'containerd',
  clientVersion: '1.7.27',
  clientPlatform: 'linux/amd64',
  country: 'DE',
  continent: 'EU',
  provider: 'hetzner',
  upstream: 'quay',
  reason: null,
  saved: '',
  source: 'fedcba9876543210',
}

afterEach(() => {
  vi.restoreAllMocks()
})

describe('toDataPoint', () => {
  it('writes the columns in the order in which they are read', () => {
    const { blobs } = toDataPoint(EVENT)
    expect(blobs).toEqual([
      'pull', 'runtime', 'cert-manager-controller', 'v1.19.0', 'containerd', '1.7.27', 'linux/amd64', 'DE', 'EU',
      'hetzner', 'quay', '', '',
    ]) // prettier-ignore
  })

  it.each(COLUMNS)('writes %s where the SQL of its column reads it', (name) => {
    const { blobs } = toDataPoint({ ...EVENT, [name]: 'here' })
    expect([column(name), blobs.indexOf('here')]).toEqual([
      `blob${blobs.indexOf('here') + 1}`,
      COLUMNS.indexOf(name),
    ])
  })

  it('is indexed by the artifact and stands for one event', () => {
    expect(toDataPoint(EVENT)).toMatchObject({ indexes: ['cert-manager-controller'], doubles: [1] })
  })

  it('has nothing that tells one source or one event from another', () => {
    const text = JSON.stringify(toDataPoint(EVENT))
    for (const secret of [EVENT.source, EVENT.id, EVENT.digest]) expect(text).not.toContain(secret)
  })

  it('leaves what is absent empty', () => {
    const { blobs } = toDataPoint({
      ...EVENT,
      metric: 'error',
      artifact: '',
      tag: null,
      reason: 'unknown_tag',
    })
    expect([blobs[2], blobs[3], blobs[11]]).toEqual(['', '', 'unknown_tag'])
  })

  it.each([
    ['x'.repeat(255), 'x'.repeat(96)],
    ['é'.repeat(60), 'é'.repeat(48)],
    [`x${'é'.repeat(60)}`, `x${'é'.repeat(47)}`],
    [`xx${'𝄞'.repeat(60)}`, `xx${'𝄞'.repeat(23)}`],
    ['x'.repeat(96), 'x'.repeat(96)],
  ])('cuts the index %s between two characters', (artifact, index) => {
    const point = toDataPoint({ ...EVENT, artifact })
    expect(point.indexes).toEqual([index])
    expect(point.blobs[2]).toBe(artifact)
    expect(() => checkPoint(point)).not.toThrow()
  })
})

describe('column', () => {
  it.each([
    ['metric', 'blob1'], ['class', 'blob2'], ['artifact', 'blob3'], ['tag', 'blob4'], ['client', 'blob5'],
    ['clientVersion', 'blob6'], ['clientPlatform', 'blob7'], ['country', 'blob8'], ['continent', 'blob9'],
    ['provider', 'blob10'], ['upstream', 'blob11'], ['reason', 'blob12'], ['saved', 'blob13'],
  ] as const)('%s is %s', (name, blob) => expect(column(name)).toBe(blob)) // prettier-ignore
})

describe('checkPoint', () => {
  it('takes a point at its limits', () => {
    expect(() =>
      checkPoint({
        indexes: ['é'.repeat(48)],
        blobs: ['x'.repeat(16 * 1024), ...Array<string>(19).fill('')],
        doubles: Array<number>(20).fill(1),
      }),
    ).not.toThrow()
    expect(() => checkPoint({})).not.toThrow()
  })

  it.each([
    [{ indexes: ['a', 'b'] }, 'at most 1 indexes, not 2'],
    [{ indexes: ['x'.repeat(97)] }, 'at most 96 bytes in the index, not 97'],
    [{ indexes: ['é'.repeat(49)] }, 'at most 96 bytes in the index, not 98'],
    [{ blobs: Array<string>(21).fill('') }, 'at most 20 blobs, not 21'],
    [{ blobs: ['é'.repeat(8192), 'x'] }, 'at most 16384 bytes in all blobs, not 16385'],
    [{ blobs: [new ArrayBuffer(16_384), null, 'x'] }, 'at most 16384 bytes in all blobs, not 16385'],
    [{ doubles: Array<number>(21).fill(1) }, 'at most 20 doubles, not 21'],
  ])('refuses what production would drop without a word: %#', (point, message) =>
    expect(() => checkPoint(point)).toThrow(message),
  )
})

describe('writePoint', () => {
  it('writes one point', () => {
    const points: unknown[] = []
    writePoint({ writeDataPoint: (point) => points.push(point) }, EVENT)
    expect(points).toEqual([toDataPoint(EVENT)])
    expect(() => writePoint(env.ANALYTICS, EVENT)).not.toThrow()
  })

  it.each([
    ['a dataset that throws', EVENT, 'no such dataset'],
    ['an event too large', { ...EVENT, tag: 'x'.repeat(20_000) }, 'at most 16384 bytes'],
  ])('logs one line about %s and goes on', (_, event, reason) => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const broken = {
      writeDataPoint: () => {
        throw new Error('no such dataset')
      },
    }
    expect(() => writePoint(broken, event)).not.toThrow()
    expect(log).toHaveBeenCalledOnce()
    expect(log.mock.calls[0]?.[0]).toContain(reason)
    expect(log.mock.calls[0]?.[0]).not.toContain(EVENT.source)
  })
})
