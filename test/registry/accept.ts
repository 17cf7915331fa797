// Which form of a manifest a client gets for the Accept it sends, after docker/distribution's rules.
import { DOCKER_MANIFEST, OCI_INDEX, OCI_MANIFEST } from './content/document.ts'
import type { Manifest, Repository } from './content/repository.ts'

export type Accept = { types: ReadonlySet<string>; anything: boolean }

export const acceptOf = ({ headers }: Request): Accept => {
  const types = new Set(
    (headers.get('accept') ?? '').split(',').map((part) => part.split(';', 1)[0]?.trim() ?? ''),
  )
  types.delete('')
  const anything = types.delete('*/*') || types.size === 0
  return { types, anything }
}

const amd64Of = ({ document }: Manifest, { manifests }: Repository): Manifest | null => {
  const entry = document.manifests?.find(
    ({ platform }) => platform?.os === 'linux' && platform.architecture === 'amd64',
  )
  return entry === undefined ? null : (manifests.get(entry.digest) ?? null)
}

// Any client may read a Docker manifest: the oldest media type is what a registry falls back to.
const isReadable = ({ document }: Manifest, { types, anything }: Accept): boolean =>
  anything || types.has(document.mediaType) || document.mediaType === DOCKER_MANIFEST

const isOci = ({ document }: Manifest): boolean => [OCI_INDEX, OCI_MANIFEST].includes(document.mediaType)

/** Null: held, but not in a form that this client reads. */
export const findAccepted = (
  from: Repository,
  manifest: Manifest,
  accept: Accept,
  byTag: boolean,
): Manifest | null => {
  const index = manifest.document.manifests !== undefined
  // A digest cannot be answered with anything but its own content; a tag can.
  const child =
    index && byTag && !accept.types.has(manifest.document.mediaType) ? amd64Of(manifest, from) : null
  const chosen = child ?? manifest
  return isOci(chosen) && !isReadable(chosen, accept) ? null : chosen
}
