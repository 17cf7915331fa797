// What a manifest says, read leniently: enough to know what it points at.
import { type Digest, isDigest } from './name.ts'
import { DOCKER_LIST, DOCKER_MANIFEST, OCI_INDEX, OCI_MANIFEST } from './media-type.ts'

/** OCI image spec 1.1, "Content Descriptors". */
export type Descriptor = {
  mediaType: string
  digest: Digest
  /** Bytes. */
  size: number
}

export type Manifest = {
  mediaType: string
  /** The manifests of an index; empty for an image. */
  manifests: Descriptor[]
  /** The configuration and layers of an image; empty for an index. */
  blobs: Descriptor[]
}

/** Returns null unless `bytes` are a JSON object that is an index or an image manifest. */
export function parseManifest(bytes: ArrayBuffer): Manifest | null {
  const document = parseObject(bytes)
  if (document === null) return null
  const manifests = descriptors(document['manifests'])
  const blobs = [
    ...descriptors([document['config']]),
    ...descriptors(document['layers'] ?? document['blobs']),
  ]
  const isIndex = Array.isArray(document['manifests'])
  if (!isIndex && blobs.length === 0) return null
  const declared = document['mediaType']
  return {
    mediaType: typeof declared === 'string' ? declared : guessedType(isIndex, blobs),
    manifests,
    blobs,
  }
}

// `mediaType` became usual only with OCI 1.1; before, the configuration's type told the two families apart.
function guessedType(isIndex: boolean, blobs: Descriptor[]): string {
  const isDocker = blobs.some((blob) => blob.mediaType.startsWith('application/vnd.docker.'))
  if (isIndex) return isDocker ? DOCKER_LIST : OCI_INDEX
  return isDocker ? DOCKER_MANIFEST : OCI_MANIFEST
}

function parseObject(bytes: ArrayBuffer): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(
      new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes),
    )
    return isObject(value) ? value : null
  } catch {
    return null
  }
}

function descriptors(value: unknown): Descriptor[] {
  if (!Array.isArray(value)) return []
  return value
    .filter(isObject)
    .flatMap(({ mediaType, digest, size }) =>
      typeof mediaType === 'string' && typeof digest === 'string' && isDigest(digest) && isSize(size)
        ? [{ mediaType, digest, size }]
        : [],
    )
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
