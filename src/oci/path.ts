// The paths of the pull half of the OCI distribution API, as values that cannot be wrong.
import { RegistryError } from './error.ts'
import { type Digest, type Reference, type Repository, isDigest, isRepository, isTag } from './name.ts'

export type RegistryPath =
  | { kind: 'ping' }
  | { kind: 'manifest'; repository: Repository; reference: Reference }
  | { kind: 'blob'; repository: Repository; digest: Digest }
  | { kind: 'tags'; repository: Repository }
  | { kind: 'referrers'; repository: Repository; digest: Digest }

/**
 * Reads the path of a request, still percent-encoded: the grammar needs no escapes, so one is never right.
 * Returns null for what is not an endpoint; throws `NAME_INVALID`, `DIGEST_INVALID` or `MANIFEST_UNKNOWN` for
 * an endpoint whose name, digest or tag is outside the spec's grammar.
 *
 * It reads from the end, since a repository may be named `manifests/blobs`.
 */
export function parseRegistryPath(pathname: string): RegistryPath | null {
  if (pathname === '/v2' || pathname === '/v2/') return { kind: 'ping' }
  if (!pathname.startsWith('/v2/')) return null

  const lastSlash = pathname.lastIndexOf('/')
  const last = pathname.slice(lastSlash + 1)
  const kindSlash = pathname.lastIndexOf('/', lastSlash - 1)
  const kind = pathname.slice(kindSlash + 1, lastSlash)
  const name = pathname.slice('/v2/'.length, kindSlash)

  switch (kind) {
    case 'manifests':
      return { kind: 'manifest', repository: repository(name), reference: reference(last) }
    case 'blobs':
      return { kind: 'blob', repository: repository(name), digest: digest(last) }
    case 'referrers':
      return { kind: 'referrers', repository: repository(name), digest: digest(last) }
    case 'tags':
      return last === 'list' ? { kind: 'tags', repository: repository(name) } : null
    default:
      return null
  }
}

function repository(text: string): Repository {
  if (isRepository(text)) return text
  throw new RegistryError('NAME_INVALID', {
    message:
      'the repository name is not valid: lower-case letters, digits and . _ - between them, parts divided by /',
  })
}

function reference(text: string): Reference {
  if (/:|%3a/i.test(text)) return { digest: digest(text) }
  if (isTag(text)) return { tag: text }
  throw new RegistryError('MANIFEST_UNKNOWN', {
    message: 'the tag is not valid: at most 128 letters, digits and . _ -, not beginning with . or -',
  })
}

function digest(text: string): Digest {
  if (isDigest(text)) return text
  throw new RegistryError('DIGEST_INVALID', {
    message: 'the digest is not valid: sha256: and 64, or sha512: and 128, lower-case hexadecimal digits',
  })
}
