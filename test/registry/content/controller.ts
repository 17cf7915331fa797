// `cert-manager-controller`: multi-arch images with provenance, as BuildKit pushes them; v1.19.0 is signed.
import { addAttestation } from './attestation.ts'
import { OCI_INDEX, type Descriptor } from './document.ts'
import { addImage } from './image.ts'
import { addReferrers } from './referrer.ts'
import { addManifest, emptyRepository, type Repository } from './repository.ts'
import { baseLayer, certificateLayer, programLayer } from './rootfs.ts'
import { addSignatures } from './signature.ts'

const PROGRAM = 'cert-manager-controller'
const TAGS = ['v1.18.2', 'v1.19.0']
const SIGNED_TAG = 'v1.19.0'
const ARCHITECTURES = ['amd64', 'arm64']

const addPlatform = async (to: Repository, tag: string, architecture: string): Promise<Descriptor> => {
  const platform = `linux/${architecture}`
  const layers = await Promise.all([
    baseLayer(platform),
    certificateLayer(platform),
    programLayer(PROGRAM, tag, platform),
  ])
  const entrypoint = `/app/${PROGRAM}`
  const parts = { architecture, os: 'linux' }
  const image = await addImage(to, { platform: parts, layers, entrypoint, format: 'oci' })
  return { ...image, platform: parts }
}

const addIndex = async (to: Repository, tag: string): Promise<Descriptor> => {
  const images = await Promise.all(ARCHITECTURES.map((architecture) => addPlatform(to, tag, architecture)))
  const attestations = await Promise.all(images.map((image) => addAttestation(to, image)))
  const manifests = [...images, ...attestations]
  return addManifest(to, { schemaVersion: 2, mediaType: OCI_INDEX, manifests })
}

export const controllerRepository = async (): Promise<Repository> => {
  const repository = emptyRepository(PROGRAM)
  for (const tag of TAGS) {
    const index = await addIndex(repository, tag)
    repository.tags.set(tag, index.digest)
    if (tag !== SIGNED_TAG) continue
    await addSignatures(repository, index)
    await addReferrers(repository, index)
  }
  return repository
}
