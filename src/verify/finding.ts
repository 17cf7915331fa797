// What a comparison finds, in plain values that can be written as JSON.
import type { Digest, Repository } from '../oci/name.ts'

/** `referrers`: the list of them, of the image that has the digest; it is never missing, only unreadable. */
export type What =
  'repository' | 'tag' | 'child' | 'blob' | 'signature' | 'attestation' | 'referrer' | 'referrers'

/**
 * `missing`: the target has not got it. `different`: the target has something else under the same name.
 * `unreadable`: it could not be compared, so nothing is known of it.
 */
export type Kind = 'missing' | 'different' | 'unreadable'

/** How `why` begins where nobody was asked, for whoever compares has come to a limit of its own. */
export const NOT_LOOKED_AT = 'not looked at'

export type Finding = {
  repository: Repository
  /** The tag that led there; null for a whole repository. */
  tag: string | null
  what: What
  /** The tag or digest that it is about; the repository's name for a whole one. */
  reference: string
  kind: Kind
  /** What the source has; null where that is not known. */
  from: Digest | null
  /** What the target has instead, for `different`; else null. */
  to: Digest | null
  /** Why it is unreadable, else null. */
  why: string | null
}

/** How much of one repository was compared, and what was found; nothing found of `compared` is all well. */
export type RepositoryResult = {
  repository: Repository
  /** `absent`: the source has no such repository or no tag in it, so there was nothing to compare. */
  state: 'compared' | 'absent' | 'unreadable'
  /** How many tags the source lists, signatures and the like not counted, and how many of them were compared. */
  tagsListed: number
  tags: number
  /** Manifests that the target was seen to hold, or not to hold, tags and children. */
  manifests: number
  /** Signatures, attestations and other referrers that the source has. */
  referrers: number
  blobs: number
  findings: Finding[]
  /** Findings that are not listed because there were too many. */
  findingsLeftOut: number
}

export type Comparison = {
  from: string
  to: string
  repositories: RepositoryResult[]
  /** Whether the target holds all that was looked at: nothing missing, nothing different, nothing unreadable. */
  ok: boolean
}

/** As it leaves the program: in JSON that people read, names are in snake case. */
export function resultJson({ tagsListed, findingsLeftOut, ...rest }: RepositoryResult) {
  return { ...rest, tags_listed: tagsListed, findings_left_out: findingsLeftOut }
}
