// One image for one platform: its layers, the config that names them, and the manifest over both.
import { EPOCH } from './archive.ts'
import {
  DOCKER_CONFIG,
  DOCKER_LAYER,
  DOCKER_MANIFEST,
  OCI_CONFIG,
  OCI_LAYER,
  OCI_MANIFEST,
  type Descriptor,
  type Platform,
} from './document.ts'
import type { Layer } from './layer.ts'
import { addBlob, addJson, addManifest, type Repository } from './repository.ts'

const MEDIA_TYPES = {
  oci: { manifest: OCI_MANIFEST, config: OCI_CONFIG, layer: OCI_LAYER },
  docker: { manifest: DOCKER_MANIFEST, config: DOCKER_CONFIG, layer: DOCKER_LAYER },
}

export type Image = {
  platform: Platform
  layers: Layer[]
  entrypoint: string
  format: keyof typeof MEDIA_TYPES
}

const stepOf = (createdBy: string, empty: boolean) => ({
  created: EPOCH,
  created_by: createdBy,
  comment: 'buildkit.dockerfile.v0',
  ...(empty ? { empty_layer: true } : {}),
})

const configOf = ({ platform, layers, entrypoint }: Image) => ({
  created: EPOCH,
  ...platform,
  config: {
    User: '1000',
    Env: [
      'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      'SSL_CERT_FILE=/etc/ssl/certs/ca.crt',
    ],
    Entrypoint: [entrypoint],
    WorkingDir: '/',
    Labels: { 'org.opencontainers.image.source': 'https://github.com/cert-manager/cert-manager' },
  },
  rootfs: { type: 'layers', diff_ids: layers.map((layer) => layer.diffId) },
  history: [
    ...layers.map((layer) => stepOf(layer.createdBy, false)),
    stepOf('USER 1000', true),
    stepOf(`ENTRYPOINT ["${entrypoint}"]`, true),
  ],
})

export const addImage = async (to: Repository, image: Image): Promise<Descriptor> => {
  const types = MEDIA_TYPES[image.format]
  const layers = await Promise.all(image.layers.map((layer) => addBlob(to, types.layer, layer.bytes)))
  const config = await addJson(to, types.config, configOf(image))
  return addManifest(to, { schemaVersion: 2, mediaType: types.manifest, config, layers })
}
