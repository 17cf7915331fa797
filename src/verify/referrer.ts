// Signatures, attestations and what else is published about an image, by the API and by the tags of older tools.
import { isObject } from '../oci/manifest.ts'
import { isDigest, isTag, type Digest, type Tag } from '../oci/name.ts'
import type { What } from './finding.ts'
import type { Referrer } from './registry.ts'

/** The entries of an index of referrers; null for what is no index. Entries that are not well formed are left out. */
export function readReferrers(index: unknown): Referrer[] | null {
  if (!isObject(index)) return null
  const entries = index['manifests'] ?? []
  return Array.isArray(entries) ? entries.flatMap(referrerOf) : null
}

/** The same of an index that is not parsed yet. */
export function parseReferrers(bytes: ArrayBuffer): Referrer[] | null {
  try {
    return readReferrers(JSON.parse(new TextDecoder().decode(bytes)))
  } catch {
    return null
  }
}

function referrerOf(entry: unknown): Referrer[] {
  const digest = fieldOf(entry, 'digest')
  const artifactType = fieldOf(entry, 'artifactType')
  if (typeof digest !== 'string' || !isDigest(digest)) return []
  return [{ digest, artifactType: typeof artifactType === 'string' ? artifactType : '' }]
}

function fieldOf(value: unknown, field: string): unknown {
  return isObject(value) ? value[field] : undefined
}

/** What an `artifactType` is for the person who reads of it. */
export function whatIs(artifactType: string): What {
  if (/in-?toto|attestation|slsa|provenance/i.test(artifactType)) return 'attestation'
  if (/signature|cosign|sigstore|notary/i.test(artifactType)) return 'signature'
  return 'referrer'
}

/** The tag that lists the referrers of `digest` where there is no API (OCI distribution spec 1.1, "Referrers Tag Schema"). */
export function referrersTag(digest: Digest): Tag {
  const tag = digest.replace(':', '-').slice(0, 128)
  if (!isTag(tag)) throw new Error(`no tag can be made of ${digest}`)
  return tag
}

/** Cosign's own tags about `digest` among `tags`: `sha256-<hex>.sig`, `.att`, `.sbom`. */
export function taggedReferrers(tags: string[], digest: Digest): { tag: Tag; what: What }[] {
  const stem = `${digest.replace(':', '-')}.`
  return tags
    .filter(isTag)
    .filter((tag) => tag.startsWith(stem))
    .map((tag) => ({ tag, what: COSIGN[tag.slice(stem.length)] ?? 'referrer' }))
}

const COSIGN: Partial<Record<string, What>> = { sig: 'signature', att: 'attestation' }
