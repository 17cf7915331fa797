// What a manifest says, read leniently: what it is and what it points at.
import { type Digest, isDigest } from './name.ts'
import { DOCKER_LIST, DOCKER_MANIFEST, OCI_INDEX, OCI_MANIFEST, isManifestType } from './media-type.ts'

/** OCI image spec 1.1, "Content Descriptors". */
export type Descriptor = {
  mediaType: string
  digest: Digest
  /** Bytes. */
  size: number
}

/** An entry of an index; `platform` is `os/architecture[/variant]`, or '' where the index gives none. */
export type Child = Descriptor & { platform: string }

export type Manifest = {
  mediaType: string
  isIndex: boolean
  /** What an artifact that is no image calls itself; '' for an image. */
  artifactType: string
  /** The digest of what it is about, for a signature, an SBOM and the like. */
  subject: Digest | null
  children: Child[]
  config: Descriptor | null
  layers: Descriptor[]
}

/** Returns null unless `bytes` are a JSON object that is an index or an image manifest. */
export function parseManifest(bytes: ArrayBuffer): Manifest | null {
  const document = parseObject(bytes)
  if (document === null) return null
  const isIndex = Array.isArray(document['manifests'])
  const config = descriptors([document['config']])[0] ?? null
  // `blobs` is what the short-lived OCI artifact manifest called its layers.
  const layers = descriptors(document['layers'] ?? document['blobs'])
  const declared = textOf(document['mediaType'])
  // An artifact manifest may point at nothing, but then it says what it is.
  if (!isIndex && config === null && layers.length === 0 && !isManifestType(declared)) return null
  return {
    mediaType: declared || guessedType(isIndex, config),
    isIndex,
    artifactType: textOf(document['artifactType']),
    subject: descriptors([document['subject']])[0]?.digest ?? null,
    children: descriptors(document['manifests']),
    config,
    layers,
  }
}

/** The platform in an image's configuration (OCI image spec, "Image Configuration"), or '' where it gives none. */
export function parseImagePlatform(bytes: ArrayBuffer): string {
  return platformOf(parseObject(bytes))
}

// `mediaType` became usual only with OCI 1.1; before, the configuration's type told the two families apart.
function guessedType(isIndex: boolean, config: Descriptor | null): string {
  const isDocker = config?.mediaType.startsWith('application/vnd.docker.') === true
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

function descriptors(value: unknown): Child[] {
  if (!Array.isArray(value)) return []
  return value
    .filter(isObject)
    .flatMap(({ mediaType, digest, size, platform }) =>
      typeof mediaType === 'string' && typeof digest === 'string' && isDigest(digest) && isSize(size)
        ? [{ mediaType, digest, size, platform: platformOf(isObject(platform) ? platform : null) }]
        : [],
    )
}

/** BuildKit lists attestations as the platform unknown/unknown, which is none. */
function platformOf(value: Record<string, unknown> | null): string {
  const parts = [value?.['os'], value?.['architecture'], value?.['variant']].map(textOf)
  const platform = parts.filter((part) => /^[a-z0-9._-]{1,20}$/.test(part)).join('/')
  return platform.includes('/') && !platform.startsWith('unknown/') ? platform : ''
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0
}

/** What JSON writes in { }. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
