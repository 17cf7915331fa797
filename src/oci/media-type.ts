// The media types of manifests, and what a client says it takes.

export const OCI_INDEX = 'application/vnd.oci.image.index.v1+json'
export const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
export const DOCKER_LIST = 'application/vnd.docker.distribution.manifest.list.v2+json'
export const DOCKER_MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json'
const OCI_ARTIFACT = 'application/vnd.oci.artifact.manifest.v1+json'

/** What the gateway serves, in the one order it asks upstreams in. Schema 1 is not there: no runtime takes it any more. */
const MANIFEST_TYPES = [OCI_INDEX, OCI_MANIFEST, DOCKER_LIST, DOCKER_MANIFEST, OCI_ARTIFACT] as const
/** For a client that names none: everything that an image is published as. */
const STANDARD_TYPES = MANIFEST_TYPES.slice(0, 4)

export const ALL_MANIFEST_TYPES: string = MANIFEST_TYPES.join(', ')

export function isManifestType(mediaType: string): boolean {
  return MANIFEST_TYPES.some((type) => type === mediaType)
}

export function isIndexType(mediaType: string): boolean {
  return mediaType === OCI_INDEX || mediaType === DOCKER_LIST
}

/** The media type without its parameters: `a/b; charset=utf-8` is `a/b`. */
export function bareMediaType(header: string | null): string {
  return (header ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
}

/** What a client takes: the header to ask an upstream with, and the same in a few characters, for a key. */
export type ManifestAccept = { header: string; key: string }

/**
 * What to ask an upstream for by tag, from the client's `Accept`: the manifest types it lists, in one fixed order, so
 * that equal wishes are equal strings. Quay and distribution choose the answer by the types listed to the letter and
 * convert or refuse otherwise; a wildcard does not count for them, so a client with nothing better gets the standard four.
 */
export function manifestAcceptOf(accept: string | null): ManifestAccept {
  const listed = new Set((accept ?? '').split(',').filter(isWanted).map(bareMediaType))
  const wanted = MANIFEST_TYPES.filter((type) => listed.has(type))
  const types = wanted.length > 0 ? wanted : STANDARD_TYPES
  return { header: types.join(', '), key: types.map((type) => MANIFEST_TYPES.indexOf(type)).join('') }
}

function isWanted(range: string): boolean {
  return !/;\s*q=0(?:\.0*)?\s*(?:;|$)/i.test(range)
}
