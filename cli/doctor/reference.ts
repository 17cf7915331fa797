// `docker.io/library/alpine:3`: an image reference as docker reads it.
import { type Digest, type Repository, type Tag, isDigest, isRepository, isTag } from '../../src/oci/name.ts'
import { isLoopback } from '../../src/routing/loopback.ts'

export type ImageReference = {
  /** Of the registry that is really asked. */
  origin: string
  repository: Repository
  reference: Tag | Digest
  /** Whether `reference` is what docker takes where none is given. */
  isDefault: boolean
}

/**
 * By distribution's reference grammar with docker's defaults: no host is docker.io, a docker.io name without a slash is
 * in `library`, no tag is `latest`, and a digest wins over a tag. Returns a sentence for what is no reference, or is one to
 * docker alone: a host by itself, which it looks for at Docker Hub.
 */
export function parseImageReference(text: string): ImageReference | string {
  const bare = text.replace(/^(?:docker|oci):\/\//, '')
  const scheme = /^[a-z][a-z\d+.-]*:\/\//i.exec(bare)?.[0]
  if (scheme !== undefined) return `leave out the ${scheme} before it`
  const [named = '', digest, ...more] = bare.split('@')
  if (more.length > 0) return 'it has more than one @'
  const slash = named.indexOf('/')
  const first = slash === -1 ? '' : named.slice(0, slash)
  // Docker takes the first part for a host if it could not be a name.
  const isHost = /[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase()
  const host = isHost ? first : 'docker.io'
  const rest = isHost ? named.slice(slash + 1) : named
  if (slash === -1 && digest === undefined && /^localhost(?::\d+)?$|^[^:]*\./.test(rest))
    return `name the image behind the host as well, such as ${rest.replace(/:(?!\d+$).*/, '')}/NAME:TAG`
  const colon = rest.indexOf(':')
  const path = colon === -1 ? rest : rest.slice(0, colon)
  const isHub = host === 'docker.io' || host === 'index.docker.io'
  const repository = isHub && !path.includes('/') ? `library/${path}` : path
  const reference = digest ?? (colon === -1 ? 'latest' : rest.slice(colon + 1))
  if (!isRepository(repository))
    return `"${path}" is no repository name: lower-case letters, digits and . _ - between them, parts divided by /`
  if (digest === undefined ? !isTag(reference) : !isDigest(reference))
    return `"${reference}" is no ${digest === undefined ? 'tag' : 'digest'}`
  const origin = originOf(isHub ? 'registry-1.docker.io' : host)
  if (origin === null) return `"${host}" is no host`
  return isTag(reference) || isDigest(reference)
    ? { origin, repository, reference, isDefault: digest === undefined && colon === -1 }
    : `"${reference}" is no tag`
}

/** Plain http for this machine only, as docker has it. */
function originOf(host: string): string | null {
  if (!URL.canParse(`https://${host}`)) return null
  const url = new URL(`https://${host}`)
  if (url.pathname !== '/' || url.username !== '') return null
  return isLoopback(url.hostname) ? `http://${host}` : url.origin
}
