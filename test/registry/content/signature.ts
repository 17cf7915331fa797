// Cosign's tags: `sha256-<hex>.sig` and `.att`. Well formed, signed by nobody.
import { dashed } from './digest.ts'
import { OCI_CONFIG, OCI_MANIFEST, type Annotations, type Descriptor } from './document.ts'
import { addJson, addManifest, type Repository } from './repository.ts'

type Claim = { suffix: 'sig' | 'att'; mediaType: string; value: unknown; annotations: Annotations }

const claimsOf = (name: string, subject: Descriptor): Claim[] => [
  {
    suffix: 'sig',
    mediaType: 'application/vnd.dev.cosign.simplesigning.v1+json',
    value: {
      critical: {
        identity: { 'docker-reference': name },
        image: { 'docker-manifest-digest': subject.digest },
        type: 'cosign container image signature',
      },
      optional: null,
    },
    annotations: { 'dev.cosignproject.cosign/signature': btoa('signed by nobody') },
  },
  {
    suffix: 'att',
    mediaType: 'application/vnd.dsse.envelope.v1+json',
    value: {
      payloadType: 'application/vnd.in-toto+json',
      payload: btoa(JSON.stringify({ subject: [{ name, digest: subject.digest }] })),
      signatures: [{ keyid: '', sig: btoa('signed by nobody') }],
    },
    annotations: {
      'dev.cosignproject.cosign/signature': '',
      predicateType: 'https://slsa.dev/provenance/v0.2',
    },
  },
]

export const addSignatures = async (to: Repository, subject: Descriptor): Promise<void> => {
  for (const { suffix, mediaType, value, annotations } of claimsOf(to.name, subject)) {
    const payload = await addJson(to, mediaType, value)
    const config = await addJson(to, OCI_CONFIG, {
      architecture: '',
      os: '',
      config: {},
      rootfs: { type: 'layers', diff_ids: [payload.digest] },
    })
    const layers = [{ ...payload, annotations }]
    const manifest = await addManifest(to, { schemaVersion: 2, mediaType: OCI_MANIFEST, config, layers })
    to.tags.set(`${dashed(subject.digest)}.${suffix}`, manifest.digest)
  }
}
