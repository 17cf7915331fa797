// The signed addresses that blobs were found at: a rollout to a thousand nodes asks the registry once, not a thousand times.
import { LRU } from 'tiny-lru'
import type { Digest } from '../oci/name.ts'
import type { Target } from '../routing/routes.ts'

const ADDRESSES_MAX = 2000
/** A signature lives for 60 seconds at least, as far as is known of registries: quay.io's for CloudFront do. */
const KEPT_MS = 10_000
/** Whoever is given an address still has this long to begin with it. A client that was refused there soon gets another. */
const LEFT_MS_MIN = 30_000

export type BlobAddresses = {
  /** One that an upstream has given out within the last ten seconds; null if there is none that will hold. */
  of: (target: Target, digest: Digest) => string | null
  keep: (target: Target, digest: Digest, address: string) => void
}

/** For what anybody may read, if only through the gateway's own account. What is signed for a client's login is never here. */
export function createBlobAddresses(): BlobAddresses {
  const addresses = new LRU<{ address: string; until: number }>(ADDRESSES_MAX)
  return {
    of: (target, digest) => {
      const known = addresses.get(keyOf(target, digest))
      return known !== undefined && known.until > Date.now() ? known.address : null
    },
    keep: (target, digest, address) => {
      const now = Date.now()
      const until = Math.min(now + KEPT_MS, (endOf(new URL(address)) ?? Infinity) - LEFT_MS_MIN)
      if (until > now) addresses.set(keyOf(target, digest), { address, until })
    },
  }
}

/** By the account it is signed for, too: one registry may be two upstreams. */
export function keyOf({ upstream, repository }: Target, digest: Digest): string {
  return `${upstream.credentials ?? ''} ${upstream.registry}/${repository}@${digest}`
}

/**
 * When a signature ends, milliseconds since 1970; null where the address does not say it in a way that is known:
 * `X-Amz-Date` and `X-Amz-Expires` (S3, R2; Google's have `X-Goog-`), `Expires` (CloudFront), `se` (Azure).
 */
function endOf({ searchParams }: URL): number | null {
  for (const maker of ['Amz', 'Goog']) {
    const made = parseBasicDate(searchParams.get(`X-${maker}-Date`))
    const seconds = Number(searchParams.get(`X-${maker}-Expires`) ?? NaN)
    if (!Number.isNaN(made + seconds)) return made + seconds * 1000
  }
  const seconds = Number(searchParams.get('Expires') ?? NaN)
  if (!Number.isNaN(seconds)) return seconds * 1000
  const end = Date.parse(searchParams.get('se') ?? '')
  return Number.isNaN(end) ? null : end
}

/** ISO 8601's basic form, `20261128T031452Z`, which Date does not read. */
function parseBasicDate(text: string | null): number {
  const [, date, time] = /^(\d{8})T(\d{6})Z$/.exec(text ?? '') ?? []
  if (date === undefined || time === undefined) return NaN
  return Date.parse(
    `${date.replace(/(....)(..)(..)/, '$1-$2-$3')}T${time.replace(/(..)(..)(..)/, '$1:$2:$3')}Z`,
  )
}
