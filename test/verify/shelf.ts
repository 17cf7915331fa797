// A registry without a network: the stand-in's content, from which a test takes away what its target is to lack.
import { isDigest, isRepository } from '../../src/oci/name.ts'
import type { Registry } from '../../src/verify/registry.ts'
import { type Catalogue, buildCatalogue } from '../registry/content/catalogue.ts'
import { type Repository, addManifest } from '../registry/content/repository.ts'

export type Shelf = {
  catalogue: Catalogue
  registry: Registry
  /** One of the catalogue's repositories. */
  of: (name: string) => Repository
  /** What was asked, as `<what> <reference>`, since the last call. */
  asked: () => string[]
  /** Requests, as `asked` writes them, that fail with a sentence. */
  broken: Set<string>
}

export const CONTROLLER = 'cert-manager-controller'

export async function createShelf(name: string, { hasApi = true } = {}): Promise<Shelf> {
  const catalogue = await buildCatalogue('')
  const broken = new Set<string>()
  const log: string[] = []
  const note = (what: string): Promise<void> => {
    log.push(what)
    const failure = new Error(`upstream ${name} does not answer`)
    return broken.has(what) ? Promise.reject(failure) : Promise.resolve()
  }
  const registry: Registry = {
    name,
    tags: async (repository) => {
      await note(`tags ${repository}`)
      const found = catalogue.get(repository)
      if (found === undefined) return null
      return [...found.tags.keys(), ...(hasApi ? [] : found.fallbackTags.keys())]
    },
    manifest: async (repository, reference) => {
      const asked = 'tag' in reference ? reference.tag : reference.digest
      await note(`manifest ${asked}`)
      const found = catalogue.get(repository)
      const tagged = found?.tags.get(asked) ?? (hasApi ? undefined : found?.fallbackTags.get(asked))
      const held = [...(found?.manifests.values() ?? [])].find(({ digest }) => digest === (tagged ?? asked))
      return held === undefined ? null : { digest: digestIn(held.digest), bytes: held.bytes.slice().buffer }
    },
    referrers: async (repository, digest) => {
      await note(`referrers ${digest}`)
      if (!hasApi) return null
      return [...(catalogue.get(repository)?.manifests.values() ?? [])]
        .filter(({ document }) => document.subject?.digest === digest)
        .map((one) => ({ digest: digestIn(one.digest), artifactType: one.document.artifactType ?? '' }))
    },
    hasBlob: async (repository, digest) => {
      await note(`blob ${digest}`)
      return [...(catalogue.get(repository)?.blobs.keys() ?? [])].some((one) => one === digest)
    },
  }
  const of = (wanted: string) => {
    const found = catalogue.get(wanted)
    if (found === undefined) throw new Error(`there is no ${wanted}`)
    return found
  }
  return { catalogue, registry, of, asked: () => log.splice(0), broken }
}

/** The digest that a tag of it leads to. */
export function digestAt({ tags }: Repository, tag: string) {
  return digestIn(tags.get(tag) ?? '')
}

/** Lets `tag` name an index that lists nothing: another build under the same name. */
export async function rebuild(repository: Repository, tag: string) {
  const mediaType = 'application/vnd.oci.image.index.v1+json'
  const document = { schemaVersion: 2 as const, mediaType, manifests: [], annotations: { tag } }
  const { digest } = await addManifest(repository, document)
  repository.tags.set(tag, digest)
  return digestIn(digest)
}

/** What both the product and the stand-in take for a digest. */
export function digestIn(text: string) {
  if (!isDigest(text) || !isSha256(text)) throw new Error(`${text} is no digest`)
  return text
}

function isSha256(text: string): text is `sha256:${string}` {
  return text.startsWith('sha256:')
}

export function named(...names: string[]) {
  return names.filter(isRepository)
}
