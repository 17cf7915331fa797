// Making an event of a request that counts: what is known of who asked, reduced to what is kept.
import * as z from 'zod/mini'
import type { Served } from '../served.ts'
import { clientOf } from './client.ts'
import type { Counted } from './counts.ts'
import type { Event } from './event.ts'
import { providerOf } from './provider.ts'

/** Of all that Cloudflare says of a request, the three things that are kept, and none of the rest. */
const placeSchema = z.catch(
  z.object({
    country: z.catch(z.string().check(z.regex(/^[A-Z][A-Z0-9]$/)), ''),
    continent: z.catch(z.string().check(z.regex(/^[A-Z]{2}$/)), ''),
    asn: z.catch(z.nullable(z.number()), null),
  }),
  { country: '', continent: '', asn: null },
)

/** cosign's tags about an image name its digest. */
const NOTE_TAG = /^sha256-([a-f0-9]{64})(?:\.|$)/

export function mintEvent(
  request: Request,
  { metric, reason }: Counted,
  served: Served | null,
  made: { at: number; id: string },
): Event {
  const client = clientOf(request.headers.get('User-Agent'))
  const place = placeSchema.parse(request.cf)
  return {
    ...made,
    metric,
    reason,
    artifact: served?.artifact ?? '',
    // What was asked for and did not work may be anything that somebody made up.
    ...(metric === 'error' ? { tag: null, digest: null } : subjectOf(served)),
    class: client.class,
    client: client.name,
    clientVersion: client.version,
    clientPlatform: served?.what.kind === 'file' ? served.what.platform : client.platform,
    country: place.country,
    continent: place.continent,
    provider: providerOf(place.asn),
    upstream: served?.upstream ?? '',
    saved: served?.saved ?? '',
    source: '',
  }
}

/** What the event is about: for a signature, the image that is signed. */
function subjectOf(served: Served | null): { tag: string | null; digest: string | null } {
  if (served === null) return { tag: null, digest: null }
  const { what } = served
  if ('version' in what) return { tag: what.version || null, digest: null }
  if (!('digest' in what)) return { tag: null, digest: null }
  if (what.kind !== 'manifest') return { tag: null, digest: what.digest }
  const { reference, digest } = what
  const tag = 'tag' in reference ? reference.tag : null
  const signed = NOTE_TAG.exec(tag ?? '')?.[1]
  return signed === undefined ? { tag, digest } : { tag: null, digest: `sha256:${signed}` }
}
