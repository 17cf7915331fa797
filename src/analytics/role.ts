// What a manifest stands for, and which of an image's layers tells that it was really fetched.
import type { Manifest } from '../oci/manifest.ts'
import type { Digest } from '../oci/name.ts'

/**
 * `index`: a choice of platforms. `image`: something a runtime unpacks. `chart`: a Helm chart. `note`: something about
 * an image (a signature, an attestation, an SBOM), which is never a pull. `artifact`: anything else under its own name.
 */
export type Role = 'index' | 'image' | 'chart' | 'note' | 'artifact'

const HELM_CONFIG = 'application/vnd.cncf.helm.config.v1+json'
const IMAGE_CONFIGS = [
  'application/vnd.oci.image.config.v1+json',
  'application/vnd.docker.container.image.v1+json',
]
/** What cosign and BuildKit put into images that are none: signatures and in-toto statements. */
const NOTE_LAYERS = ['application/vnd.in-toto+json', 'application/vnd.dsse.envelope.v1+json']
const COSIGN_LAYERS = 'application/vnd.dev.cosign.'

/** The empty layer as Docker's builder writes it, and as BuildKit does. */
const EMPTY_LAYERS = new Set<string>([
  'sha256:a3ed95caeb02ffe68cdd9fd84406680ae93d633cb16422d00e8a7c22955b46d4',
  'sha256:4f4fb700ef54461cfa02571ae0db9a0dc1e0cdb5577484a6d75e68dc38e8acc1',
])

export function roleOf(manifest: Manifest): Role {
  const config = manifest.config?.mediaType ?? ''
  if (manifest.subject !== null) return 'note'
  if (manifest.isIndex) return 'index'
  if (config === HELM_CONFIG) return 'chart'
  const isNote = ({ mediaType }: { mediaType: string }) =>
    NOTE_LAYERS.includes(mediaType) || mediaType.startsWith(COSIGN_LAYERS)
  if (manifest.layers.some(isNote)) return 'note'
  return IMAGE_CONFIGS.includes(config) ? 'image' : 'artifact'
}

/** A node that has the image, or all but an empty layer of it, does not ask for this one. Null for what has no layers. */
export function lastLayerOf(manifest: Manifest): Digest | null {
  return manifest.layers.findLast(({ digest }) => !EMPTY_LAYERS.has(digest))?.digest ?? null
}
