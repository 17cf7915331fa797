// The signed addresses that blobs were found at: a rollout to a thousand nodes asks the registry once, not a thousand times.
import { LRUCache } from 'lru-cache'
import type { Digest } from '../oci/name.ts'
import type { Target } from '../routing/routes.ts'

const ADDRESSES_MAX = 2000
/** The shortest life of a signature that a registry is known to give is 60 seconds: quay.io's for CloudFront. */
const KEPT_MS = 30_000
/** Whoever is given an address still has this long to begin with it. */
const LEFT_MS_MIN = 30_000

export type BlobAddresses = {
  /** One that an upstream has given out within the last half minute; null if there is none that will hold. */
  of: (target: Target, digest: Digest) => string | null
  keep: (target: Target, digest: Digest, address: string) => void
}

/** For what anybody may read: what was signed for a client with a login is given to no other. */
export function createBlobAddresses(): BlobAddresses {
  const addresses = new LRUCache<string, { address: string; until: number }>({ max: ADDRESSES_MAX })
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

/** As the registry has it: the same blob of another repository may have been signed for other eyes. */
export function keyOf({ upstream, repository }: Target, digest: Digest): string {
  return `${upstream.registry}/${repository}@${digest}`
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
