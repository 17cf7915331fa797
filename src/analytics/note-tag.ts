// Tags that say something about an image: `sha256-<hex>`, with or without cosign's suffix.

/** Nearly no tag is one, and an expression that is run beside an answer takes as long as all else that is done for a tag. */
const START = 'sha256-'
const NOTE_TAG = /^sha256-[a-f0-9]{64}(?:\.(?:sig|att|sbom))?$/
const SIGNED = /^sha256-([a-f0-9]{64})(?:\.|$)/

export function isNoteTag(tag: string): boolean {
  return tag.startsWith(START) && NOTE_TAG.test(tag)
}

/** The digest of the image that a tag is about, `sha256:<hex>`; null where it is about none. */
export function signedDigest(tag: string): string | null {
  const hex = tag.startsWith(START) ? SIGNED.exec(tag)?.[1] : undefined
  return hex === undefined ? null : `sha256:${hex}`
}
