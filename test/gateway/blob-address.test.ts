// How long a signed address is handed out.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createBlobAddresses } from '../../src/gateway/blob-address.ts'
import type { Digest, Repository } from '../../src/oci/name.ts'
import type { Target } from '../../src/routing/routes.ts'

const NOW = Date.parse('2026-11-28T12:00:00Z')
const target = {
  upstream: { name: 'hub', registry: 'https://hub.example' },
  repository: 'a/b',
} as unknown as Target
const digest = `sha256:${'0'.repeat(64)}` as Digest

beforeEach(() => vi.useFakeTimers({ toFake: ['Date'], now: NOW }))
afterEach(() => vi.useRealTimers())

/** For how many seconds it is handed out. */
function keptSeconds(address: string): number {
  const addresses = createBlobAddresses()
  addresses.keep(target, digest, address)
  const seconds = Array.from({ length: 100 }, (_, second) => second)
  return seconds.filter((second) => {
    vi.setSystemTime(NOW + second * 1000)
    return addresses.of(target, digest) !== null
  }).length
}

describe('a signed address', () => {
  it.each([
    ['ten seconds, where it does not say when it ends', 'https://cdn.example/x?sig=1', 10],
    ['ten seconds, where it holds for long (S3)', 'https://s3.example/x?X-Amz-Date=20261128T120000Z&X-Amz-Expires=1200', 10],
    ['less, where it ends soon (S3)', 'https://s3.example/x?X-Amz-Date=20261128T115945Z&X-Amz-Expires=50', 5],
    ['less, where it ends soon (Google)', 'https://gcs.example/x?X-Goog-Date=20261128T120000Z&X-Goog-Expires=37', 7],
    ['less, where it ends soon (CloudFront)', `https://cf.example/x?Expires=${NOW / 1000 + 34}&Signature=y`, 4],
    ['less, where it ends soon (Azure)', 'https://blob.example/x?se=2026-11-28T12%3A00%3A36Z&sig=y', 6],
    ['not at all, where it ends at once', `https://cf.example/x?Expires=${NOW / 1000 + 20}`, 0],
    ['ten seconds, where what it says is no time', 'https://cdn.example/x?Expires=soon&se=x&X-Amz-Date=1&X-Amz-Expires=2', 10],
  ])('is handed out for %s', (_what, address, seconds) => expect(keptSeconds(address)).toBe(seconds)) // prettier-ignore

  it('is for one repository and digest of one registry, and one account there', () => {
    const addresses = createBlobAddresses()
    addresses.keep(target, digest, 'https://cdn.example/x')
    const account = { ...target, upstream: { ...target.upstream, credentials: 'LOGIN' } }
    expect(addresses.of(account, digest)).toBeNull()
    const other: Target = { ...target, repository: 'a/c' as Repository }
    const elsewhere = { ...target, upstream: { ...target.upstream, registry: 'https://other.example' } }
    expect(addresses.of(other, digest)).toBeNull()
    expect(addresses.of(elsewhere, digest)).toBeNull()
    expect(addresses.of(target, `sha256:${'1'.repeat(64)}` as Digest)).toBeNull()
  })
})
