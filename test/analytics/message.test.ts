// How messages come together: no more in one of the queue than is billed as one.
import { describe, expect, it } from 'vitest'
import { TOGETHER_BYTES, bytesOf, together } from '../../src/analytics/message.ts'
import { event, messageOf } from './store.ts'

const BILLED_BYTES = 64_000

/** An event with every name as long as it may be. */
const LONGEST = {
  metric: 'file_download',
  artifact: 'a'.repeat(255),
  tag: 't'.repeat(128),
  digest: `sha512:${'d'.repeat(128)}`,
  client: 'c'.repeat(32),
  clientVersion: '1'.repeat(32),
  clientPlatform: 'p'.repeat(64),
  country: 'US',
  continent: 'NA',
  provider: 'p'.repeat(32),
  upstream: 'u'.repeat(255),
  reason: 'unknown_repository',
  saved: 's'.repeat(255),
  source: '0123456789abcdef',
} as const

const jsonBytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value)).byteLength

describe.each([
  ['as they usually are', {}],
  ['with every name as long as it may be', LONGEST],
])('events %s', (_, names) => {
  const message = messageOf(event(names))

  it('take no more bytes than they are thought to', () => {
    expect(jsonBytes(message) + ','.length).toBeLessThanOrEqual(bytesOf(message))
  })

  it('fill what the queue bills as one message, and no more than that', () => {
    const messages = Array.from({ length: 500 }, () => message)
    const groups = [...together(messages)]
    expect(groups.flat()).toEqual(messages)
    for (const group of groups) expect(jsonBytes(group)).toBeLessThanOrEqual(BILLED_BYTES)
    for (const group of groups.slice(0, -1))
      expect(group.reduce((bytes, one) => bytes + bytesOf(one), 0)).toBeGreaterThanOrEqual(TOGETHER_BYTES)
  })
})
