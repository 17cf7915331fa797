import { describe, expect, it } from 'vitest'
import { RegistryError } from '../../src/oci/error.ts'
import { parseRegistryPath } from '../../src/oci/path.ts'

const DIGEST = `sha256:${'a1'.repeat(32)}`

describe('parseRegistryPath', () => {
  it.each([
    ['/v2', { kind: 'ping' }],
    ['/v2/', { kind: 'ping' }],
    ['/v2/a/manifests/v1', { kind: 'manifest', repository: 'a', reference: { tag: 'v1' } }],
    [
      `/v2/a/b/c/manifests/${DIGEST}`,
      { kind: 'manifest', repository: 'a/b/c', reference: { digest: DIGEST } },
    ],
    [`/v2/a/blobs/${DIGEST}`, { kind: 'blob', repository: 'a', digest: DIGEST }],
    ['/v2/a/tags/list', { kind: 'tags', repository: 'a' }],
    [`/v2/a/referrers/${DIGEST}`, { kind: 'referrers', repository: 'a', digest: DIGEST }],
    // A repository may bear the name of an endpoint.
    [
      '/v2/manifests/blobs/tags/manifests/list',
      { kind: 'manifest', repository: 'manifests/blobs/tags', reference: { tag: 'list' } },
    ],
    ['/v2/tags/list/tags/list', { kind: 'tags', repository: 'tags/list' }],
  ])('reads %s', (pathname, expected) => expect(parseRegistryPath(pathname)).toEqual(expected))

  it.each([
    '/',
    '/v1/',
    '/v2x/a/tags/list',
    '/v2/_catalog',
    '/v2/a',
    '/v2/a/b',
    '/v2/a/tags/latest',
    '/v2/a/blobs/uploads/',
  ])('finds no endpoint in %s', (pathname) => expect(parseRegistryPath(pathname)).toBeNull())

  it.each([
    ['/v2/A/manifests/v1', 'NAME_INVALID'],
    ['/v2//manifests/v1', 'NAME_INVALID'],
    ['/v2/manifests/v1', 'NAME_INVALID'],
    ['/v2/a//b/tags/list', 'NAME_INVALID'],
    ['/v2/a%2Fb/manifests/v1', 'NAME_INVALID'],
    ['/v2/%2e%2e/a/manifests/v1', 'NAME_INVALID'],
    ['/v2/a%00/manifests/v1', 'NAME_INVALID'],
    [`/v2/${'a'.repeat(5000)}/manifests/v1`, 'NAME_INVALID'],
    ['/v2/a/manifests/', 'MANIFEST_UNKNOWN'],
    ['/v2/a/manifests/%76', 'MANIFEST_UNKNOWN'],
    [`/v2/a/manifests/${'v'.repeat(5000)}`, 'MANIFEST_UNKNOWN'],
    ['/v2/a/manifests/sha256:abc', 'DIGEST_INVALID'],
    [`/v2/a/manifests/${DIGEST.replace(':', '%3A')}`, 'DIGEST_INVALID'],
    ['/v2/a/blobs/v1', 'DIGEST_INVALID'],
    [`/v2/a/blobs/${DIGEST.toUpperCase()}`, 'DIGEST_INVALID'],
    ['/v2/a/referrers/sha256:baddigeststring', 'DIGEST_INVALID'],
  ])('refuses %s as %s', (pathname, code) => {
    expect(() => parseRegistryPath(pathname)).toThrow(expect.objectContaining({ code }) as RegistryError)
  })
})
