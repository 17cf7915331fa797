// BuildKit's provenance: a manifest listed in the index beside the image it speaks of, for the platform unknown/unknown.
import { OCI_CONFIG, OCI_MANIFEST, type Descriptor } from './document.ts'
import { addJson, addManifest, type Repository } from './repository.ts'

const PROVENANCE = 'https://slsa.dev/provenance/v0.2'

export const addAttestation = async (to: Repository, image: Descriptor): Promise<Descriptor> => {
  const statement = await addJson(to, 'application/vnd.in-toto+json', {
    _type: 'https://in-toto.io/Statement/v0.1',
    predicateType: PROVENANCE,
    subject: [{ name: to.name, digest: { sha256: image.digest.slice('sha256:'.length) } }],
    predicate: { builder: { id: '' }, buildType: 'https://mobyproject.org/buildkit@v1', materials: [] },
  })
  const config = await addJson(to, OCI_CONFIG, {
    architecture: 'unknown',
    os: 'unknown',
    config: {},
    rootfs: { type: 'layers', diff_ids: [statement.digest] },
  })
  const layers = [{ ...statement, annotations: { 'in-toto.io/predicate-type': PROVENANCE } }]
  const manifest = await addManifest(to, { schemaVersion: 2, mediaType: OCI_MANIFEST, config, layers })
  return {
    ...manifest,
    annotations: {
      'vnd.docker.reference.digest': image.digest,
      'vnd.docker.reference.type': 'attestation-manifest',
    },
    platform: { architecture: 'unknown', os: 'unknown' },
  }
}
