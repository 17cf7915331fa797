// What a path means is the same however often it is asked for.
import { expect, it } from 'vitest'
import { createPathMemory } from '../../src/gateway/path-memory.ts'
import { RegistryError } from '../../src/oci/error.ts'
import { parseRegistryPath } from '../../src/oci/path.ts'

const DIGEST = `sha256:${'0'.repeat(64)}`

it.each(['/v2/', '/v2/a/b/manifests/v1', `/v2/a/blobs/${DIGEST}`, '/v2/a/tags/list', '/v2/a/nothing/x'])(
  'is read of %s once and the same again',
  (pathname) => {
    const paths = createPathMemory()
    const first = paths.of(pathname)
    expect(first).toEqual(parseRegistryPath(pathname))
    expect(paths.of(pathname)).toBe(first)
  },
)

it('is refused each time for a path outside the grammar', () => {
  const paths = createPathMemory()
  const ask = () => paths.of('/v2/UPPER/manifests/v1')
  expect(ask).toThrow(RegistryError)
  expect(ask).toThrow(RegistryError)
})

it('is right for all of more paths than are remembered', () => {
  const paths = createPathMemory()
  const tags = Array.from({ length: 5000 }, (_, number) => `/v2/a/manifests/v${number}`)
  const expected = tags.map((pathname) => parseRegistryPath(pathname))
  expect(tags.map(paths.of)).toEqual(expected)
  expect(tags.map(paths.of)).toEqual(expected)
})
