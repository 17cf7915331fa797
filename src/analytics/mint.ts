// Making an event of a request that counts: what is known of who asked, reduced to what is kept.
import type { Served } from '../served.ts'
import type { Client } from './client.ts'
import type { Counted } from './counts.ts'
import type { Event } from './event.ts'
import { signedDigest } from './note-tag.ts'
import { providerOf } from './provider.ts'

export type Asked = {
  /** Milliseconds since 1970. */
  at: number
  id: string
  client: Client
  cf: Request['cf']
}

export function mintEvent(
  { metric, reason }: Counted,
  served: Served | null,
  { at, id, client, cf }: Asked,
): Event {
  const place = placeOf(cf)
  // What was asked for and did not work may be anything that somebody made up.
  const subject = metric === 'error' ? NO_SUBJECT : subjectOf(served)
  return {
    id,
    at,
    metric,
    reason,
    artifact: served?.artifact ?? '',
    tag: subject.tag,
    digest: subject.digest,
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

/** Of all that Cloudflare says of a request, the three things that are kept, and none of the rest. */
function placeOf(cf: Asked['cf']): { country: string; continent: string; asn: number | null } {
  const { country, continent, asn } = cf ?? {}
  return {
    country: isCode(country) ? country : '',
    continent: isCode(continent) ? continent : '',
    asn: typeof asn === 'number' ? asn : null,
  }
}

/** Two capitals, or a capital and a digit: `DE`, and Cloudflare's `T1` for Tor. */
function isCode(value: unknown): value is string {
  if (typeof value !== 'string' || value.length !== 2) return false
  const [first = '', second = ''] = [value[0], value[1]]
  return isCapital(first) && (isCapital(second) || (second >= '0' && second <= '9'))
}

function isCapital(letter: string): boolean {
  return letter >= 'A' && letter <= 'Z'
}

type Subject = { tag: string | null; digest: string | null }
const NO_SUBJECT: Subject = { tag: null, digest: null }

/** What the event is about: for a signature, the image that is signed. */
function subjectOf(served: Served | null): Subject {
  if (served === null) return NO_SUBJECT
  const { what } = served
  if ('version' in what) return { tag: what.version || null, digest: null }
  if (!('digest' in what)) return NO_SUBJECT
  if (what.kind !== 'manifest') return { tag: null, digest: what.digest }
  const { reference, digest } = what
  const tag = 'tag' in reference ? reference.tag : null
  const signed = tag === null ? null : signedDigest(tag)
  return signed === null ? { tag, digest } : { tag: null, digest: signed }
}
