// What is pulled: every way to name an image, and what must be in it.
import type { Description } from '../registry/content/description.ts'
import type { Platform } from './client.ts'
import { NAMESPACE } from './stand-in.ts'

export type Pull = {
  what: string
  /** As the gateway's public knows it. */
  name: string
  /** Its name below the upstream's namespace. */
  repository: string
  tag: string
  platform: Platform
  by: 'tag' | 'digest'
}

const CONTROLLER = 'cert-manager-controller'
const WEBHOOK = 'cert-manager-webhook'
const platform = 'linux/amd64'

export const PULLS: Pull[] = [
  { what: 'a multi-arch image by tag', ...named(CONTROLLER), tag: 'v1.19.0', platform, by: 'tag' },
  { what: 'its other platform', ...named(CONTROLLER), tag: 'v1.19.0', platform: 'linux/arm64', by: 'tag' },
  { what: 'a multi-arch image by digest', ...named(CONTROLLER), tag: 'v1.18.2', platform, by: 'digest' },
  { what: 'a single-arch image by tag', ...named(WEBHOOK), tag: 'v1.19.0', platform, by: 'tag' },
  { what: 'a single-arch image by digest', ...named(WEBHOOK), tag: 'v1.19.0', platform, by: 'digest' },
  {
    what: 'the old path of an image',
    name: `${NAMESPACE}/${CONTROLLER}`,
    repository: CONTROLLER,
    tag: 'v1.19.0',
    platform,
    by: 'tag',
  },
]

function named(repository: string): Pick<Pull, 'name' | 'repository'> {
  return { name: repository, repository }
}

/** Digests; `index` is null for an image that its tag names directly. */
export type PulledImage = {
  index: string | null
  manifest: string
  config: string | null
  layers: string[]
}

/** What the image's own file says it is. */
export function versionOf({ repository, tag, platform }: Pull): string {
  return `${repository} ${tag} ${platform}`
}

export function imageOf({ images }: Description, { repository, tag, platform }: Pull): PulledImage {
  const image = images.find(
    (each) =>
      each.repository === `${NAMESPACE}/${repository}` && each.tag === tag && each.platform === platform,
  )
  if (image === undefined) throw new Error(`the stand-in has no ${repository}:${tag} for ${platform}`)
  return image
}

/** What stands after the registry's host: `cert-manager-controller:v1.19.0`, or the digest that the tag names. */
export function referenceOf(content: Description, pull: Pull): string {
  const { index, manifest } = imageOf(content, pull)
  return pull.by === 'tag' ? `${pull.name}:${pull.tag}` : `${pull.name}@${index ?? manifest}`
}
