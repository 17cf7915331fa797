// What an isolate knows of blobs from the manifests that went by.
import { expect, it } from 'vitest'
import { createWatch } from '../../src/analytics/watch.ts'
import type { Digest } from '../../src/oci/name.ts'
import type { Served } from '../../src/served.ts'

const digest = (letter: string) => `sha256:${letter.repeat(64)}` as Digest
const [BASE, BINARY, TOOLS, CONFIG] = [digest('a'), digest('b'), digest('c'), digest('d')]

function served(artifact: string, layers: Digest[]): Served {
  const descriptor = (mediaType: string) => (of: Digest) => ({
    mediaType,
    digest: of,
    size: 100,
    platform: '',
  })
  const manifest = {
    mediaType: '',
    isIndex: false,
    artifactType: '',
    subject: null,
    children: [],
    config: descriptor('application/vnd.oci.image.config.v1+json')(CONFIG),
    layers: layers.map(descriptor('application/vnd.oci.image.layer.v1.tar+gzip')),
  }
  const own = digest(String(layers.length))
  const what = { kind: 'manifest', reference: { digest: own }, digest: own, manifest } as const
  return { artifact, upstream: 'quay', saved: null, what }
}

it('knows the last layer of an image from its other blobs, and nothing of the rest', () => {
  const watch = createWatch()
  watch.newFact(served('app', [BASE, BINARY]))
  const roles = [BASE, BINARY, CONFIG, TOOLS].map((blob) => watch.blobRole('app', blob))
  expect(roles).toEqual(['other', 'last layer', 'other', null])
})

it('takes a layer that is the last of one image of an artifact for that, whatever it is in the others', () => {
  for (const order of [
    [BASE, BINARY],
    [BASE, BINARY, TOOLS],
  ]) {
    const watch = createWatch()
    watch.newFact(served('app', order))
    watch.newFact(served('app', order.length === 2 ? [BASE, BINARY, TOOLS] : [BASE, BINARY]))
    expect(watch.blobRole('app', BINARY)).toBe('last layer')
  }
})

it("says nothing of an artifact's blob by the images of another", () => {
  const watch = createWatch()
  watch.newFact(served('app-debug', [BASE, BINARY, TOOLS]))
  expect(watch.blobRole('app', BINARY)).toBe(null)
})
