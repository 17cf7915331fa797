// What a manifest or an index says (OCI image-spec 1.1), as far as the stand-in writes any.
import type { Digest } from './digest.ts'

export type Platform = { architecture: string; os: string; variant?: string }

export type Annotations = Readonly<Record<string, string>>

export type Descriptor = {
  mediaType: string
  digest: Digest
  size: number
  artifactType?: string
  annotations?: Annotations
  platform?: Platform
}

export type Document = {
  schemaVersion: 2
  mediaType: string
  artifactType?: string
  config?: Descriptor
  layers?: Descriptor[]
  manifests?: Descriptor[]
  subject?: Descriptor
  annotations?: Annotations
}

export const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
export const OCI_INDEX = 'application/vnd.oci.image.index.v1+json'
export const OCI_CONFIG = 'application/vnd.oci.image.config.v1+json'
export const OCI_LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip'
export const OCI_EMPTY = 'application/vnd.oci.empty.v1+json'
export const DOCKER_MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json'
export const DOCKER_LIST = 'application/vnd.docker.distribution.manifest.list.v2+json'
export const DOCKER_CONFIG = 'application/vnd.docker.container.image.v1+json'
export const DOCKER_LAYER = 'application/vnd.docker.image.rootfs.diff.tar.gzip'
