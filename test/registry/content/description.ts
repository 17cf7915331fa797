// The catalogue in plain JSON: what a test of a real client needs to know to say what it should have got.
import type { Catalogue } from './catalogue.ts'
import type { Digest } from './digest.ts'
import { DOCKER_LAYER, OCI_LAYER, type Document } from './document.ts'
import type { Manifest, Repository } from './repository.ts'

export type ImageDescription = {
  repository: string
  tag: string
  platform: string
  /** The index that lists the image, or null for an image that its tag names directly. */
  index: Digest | null
  manifest: Digest
  config: Digest | null
  layers: Digest[]
}

export type RepositoryDescription = {
  name: string
  tags: Record<string, Digest>
  fallbackTags: Record<string, Digest>
  manifests: { digest: Digest; size: number; document: Document }[]
  blobs: { digest: Digest; size: number }[]
}

export type Description = { repositories: RepositoryDescription[]; images: ImageDescription[] }

const repositoryOf = (repository: Repository): RepositoryDescription => ({
  name: repository.name,
  tags: Object.fromEntries(repository.tags),
  fallbackTags: Object.fromEntries(repository.fallbackTags),
  manifests: [...repository.manifests.values()].map(({ digest, bytes, document }) => ({
    digest,
    size: bytes.length,
    document,
  })),
  blobs: [...repository.blobs].map(([digest, bytes]) => ({ digest, size: bytes.length })),
})

// Only index entries carry a platform; the one image that no index lists is for the usual one.
const platformOf = (index: Document | null, image: Digest): string => {
  const platform = index?.manifests?.find((entry) => entry.digest === image)?.platform
  return platform === undefined ? 'linux/amd64' : `${platform.os}/${platform.architecture}`
}

// Signatures, attestations, charts and referrers are manifests too, but nothing unpacks their layers.
const isImage = ({ document }: Manifest): boolean =>
  document.layers?.every(({ mediaType }) => mediaType === OCI_LAYER || mediaType === DOCKER_LAYER) ?? false

const imagesOf = ({ name, tags, manifests }: Repository): ImageDescription[] =>
  [...tags].flatMap(([tag, digest]) => {
    const index = manifests.get(digest)?.document.manifests === undefined ? null : digest
    const document = manifests.get(digest)?.document ?? null
    const leaves = document?.manifests?.map((entry) => entry.digest) ?? [digest]
    return leaves
      .map((leaf) => manifests.get(leaf))
      .filter((leaf) => leaf !== undefined)
      .filter(isImage)
      .map((leaf) => ({
        repository: name,
        tag,
        platform: platformOf(document, leaf.digest),
        index,
        manifest: leaf.digest,
        config: leaf.document.config?.digest ?? null,
        layers: leaf.document.layers?.map((layer) => layer.digest) ?? [],
      }))
  })

export const descriptionOf = (catalogue: Catalogue): Description => {
  const repositories = [...catalogue.values()]
  return { repositories: repositories.map(repositoryOf), images: repositories.flatMap(imagesOf) }
}
