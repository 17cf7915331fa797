// Repository names, tags and digests: whoever holds one of these types holds a valid one.

declare const brand: unique symbol
export type Repository = string & { readonly [brand]: 'repository' }
export type Tag = string & { readonly [brand]: 'tag' }
export type Digest = string & { readonly [brand]: 'digest' }
export type Reference = { tag: Tag } | { digest: Digest }

// OCI distribution spec 1.1, "Pulling manifests". 255 is what registries commonly allow for a name.
const REPOSITORY = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/
const REPOSITORY_LENGTH_MAX = 255
const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/
// The two algorithms the OCI image spec registers; anything else could not be checked here.
const DIGEST = /^(?:sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128})$/

export function isRepository(text: string): text is Repository {
  return text.length <= REPOSITORY_LENGTH_MAX && REPOSITORY.test(text)
}

export function isTag(text: string): text is Tag {
  return TAG.test(text)
}

export function isDigest(text: string): text is Digest {
  return DIGEST.test(text)
}
