// Artifacts that point at an image by `subject`: a bill of materials and a signature bundle.
import { bytesOf, dashed } from './digest.ts'
import { OCI_EMPTY, OCI_INDEX, OCI_MANIFEST, type Descriptor } from './document.ts'
import { addBlob, addJson, addManifest, type Repository } from './repository.ts'

const ARTIFACTS = {
  'application/spdx+json': {
    spdxVersion: 'SPDX-2.3',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: 'cert-manager',
    packages: [],
  },
  'application/vnd.dev.sigstore.bundle.v0.3+json': { dsseEnvelope: { payload: '', signatures: [] } },
}

export const addReferrers = async (
  to: Repository,
  { mediaType, digest, size }: Descriptor,
): Promise<void> => {
  const manifests: Descriptor[] = []
  for (const [artifactType, value] of Object.entries(ARTIFACTS)) {
    const document = {
      schemaVersion: 2 as const,
      mediaType: OCI_MANIFEST,
      artifactType,
      config: await addBlob(to, OCI_EMPTY, bytesOf('{}')),
      layers: [await addJson(to, artifactType, value)],
      subject: { mediaType, digest, size },
    }
    manifests.push({ ...(await addManifest(to, document)), artifactType })
  }
  const fallback = await addManifest(to, { schemaVersion: 2, mediaType: OCI_INDEX, manifests })
  to.fallbackTags.set(dashed(digest), fallback.digest)
}
