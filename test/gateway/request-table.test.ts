// What the registry host answers, row by row: this table is the documentation of src/gateway/registry.ts.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type World, createWorld, errorOf } from './world.ts'

const NONE = `sha256:${'0'.repeat(64)}`
let world: World
let content: Record<string, string>

beforeAll(async () => {
  world = await createWorld({ upstreams: { quay: {} }, upstream: { blobs: 'direct' } })
  const image = world.registries['quay']?.content.images.find(
    ({ repository, tag }) => repository === 'jetstack/cert-manager-controller' && tag === 'v1.19.0',
  )
  content = { index: image?.index ?? '', image: image?.manifest ?? '', layer: image?.layers[0] ?? '' }
  world.seen()
})
afterAll(() => vi.restoreAllMocks())

/** `{index}`, `{image}` and `{layer}` stand for digests of cert-manager-controller:v1.19.0. */
function filled(path: string): string {
  return path.replace(/\{(\w+)\}/g, (_all, name: string) => content[name] ?? '')
}

describe('the registry answers', () => {
  // prettier-ignore
  it.each([
    // request, status, upstream requests
    ['GET', '/v2/', 200, []],
    ['GET', '/v2', 200, []],
    ['HEAD', '/v2/', 200, []],
    ['GET', '/v2/?ns=quay.io', 200, []],
    ['GET', '/v2/cert-manager-controller/manifests/v1.19.0', 200, ['quay manifest 200']],
    ['HEAD', '/v2/cert-manager-controller/manifests/v1.19.0', 200, ['quay manifest 200']],
    ['GET', '/v2/cert-manager-controller/manifests/v1.19.0?ns=quay.io', 200, ['quay manifest 200']],
    ['GET', '/v2/jetstack/cert-manager-controller/manifests/v1.19.0', 200, ['quay manifest 200']],
    ['GET', '/v2/charts/cert-manager/manifests/v1.19.0', 200, ['quay manifest 200']],
    // By digest an upstream is asked for what has never gone by.
    ['GET', '/v2/cert-manager-controller/manifests/{index}', 200, []],
    ['HEAD', '/v2/cert-manager-controller/manifests/{image}', 200, ['quay manifest 200']],
    ['GET', '/v2/cert-manager-controller/blobs/{layer}', 307, []],
    ['GET', '/v2/jetstack/cert-manager-controller/blobs/{layer}', 307, []],
    ['HEAD', '/v2/cert-manager-controller/blobs/{layer}', 200, []],
    ['GET', '/v2/cert-manager-webhook/tags/list', 200, ['quay tags 200']],
    ['GET', '/v2/cert-manager-webhook/tags/list?n=2', 200, ['quay tags 200']],
    ['GET', '/v2/cert-manager-webhook/tags/list?n=0', 200, []],
    ['HEAD', '/v2/cert-manager-webhook/tags/list', 200, ['quay tags 200']],
    ['GET', '/v2/cert-manager-controller/referrers/{index}', 200, ['quay referrers 200']],
    ['GET', `/v2/cert-manager-controller/referrers/${NONE}`, 200, ['quay referrers 200']],
    ['GET', '/healthz', 200, []],
  ])('%s %s with %i', async (method, path, status, seen) => {
    const response = await world.ask(filled(path), { method })
    expect([response.status, world.seen()]).toEqual([status, seen])
    if (method === 'HEAD') expect(await response.text()).toBe('')
  })

  // prettier-ignore
  it.each([
    ['GET', '/v2/cert-manager-controller/manifests/v0.0.0', 404, 'MANIFEST_UNKNOWN', ['quay manifest 404']],
    ['GET', `/v2/cert-manager-controller/manifests/${NONE}`, 404, 'MANIFEST_UNKNOWN', ['quay manifest 404']],
    ['GET', '/v2/cert-manager-nothing/tags/list', 404, 'NAME_UNKNOWN', ['quay tags 404']],
    // Nothing below here reaches an upstream.
    ['GET', '/v2/nginx/manifests/latest', 404, 'NAME_UNKNOWN', []],
    ['GET', `/v2/library/cert-manager-controller/blobs/${NONE}`, 404, 'NAME_UNKNOWN', []],
    ['GET', '/v2/Cert-Manager/manifests/v1', 400, 'NAME_INVALID', []],
    ['GET', '/v2/a//b/manifests/v1', 400, 'NAME_INVALID', []],
    ['GET', '/v2/jetstack%2Fcert-manager-controller/manifests/v1.19.0', 400, 'NAME_INVALID', []],
    ['GET', `/v2/${'a'.repeat(5000)}/manifests/v1`, 400, 'NAME_INVALID', []],
    ['GET', '/v2/cert-manager-controller/manifests/-v1', 404, 'MANIFEST_UNKNOWN', []],
    ['GET', '/v2/cert-manager-controller/manifests/sha256:bad', 400, 'DIGEST_INVALID', []],
    ['GET', '/v2/cert-manager-controller/blobs/sha256:bad', 400, 'DIGEST_INVALID', []],
    ['GET', '/v2/cert-manager-controller/referrers/sha256:bad', 400, 'DIGEST_INVALID', []],
    ['GET', '/v2/cert-manager-controller/tags/list?n=-1', 400, 'PAGINATION_NUMBER_INVALID', []],
    ['GET', '/v2/_catalog', 404, 'UNSUPPORTED', []],
    ['GET', '/v2/cert-manager-controller', 404, 'UNSUPPORTED', []],
    ['POST', '/v2/cert-manager-controller/blobs/uploads/', 405, 'UNSUPPORTED', []],
    ['PUT', '/v2/cert-manager-controller/manifests/v1', 405, 'UNSUPPORTED', []],
    ['PATCH', '/v2/cert-manager-controller/blobs/uploads/1', 405, 'UNSUPPORTED', []],
    ['DELETE', '/v2/cert-manager-controller/manifests/v1', 405, 'UNSUPPORTED', []],
    ['OPTIONS', '/v2/', 405, 'UNSUPPORTED', []],
  ])('%s %s with %i %s', async (method, path, status, code, seen) => {
    const response = await world.ask(path, { method })
    expect(response.headers.get('Content-Type')).toBe('application/json')
    expect(response.headers.get('Docker-Distribution-API-Version')).toBe('registry/2.0')
    expect([response.status, (await errorOf(response)).code, world.seen()]).toEqual([status, code, seen])
    if (status === 405) expect(response.headers.get('Allow')).toBe('GET, HEAD')
  })

  it('leaves what is not the registry alone', async () => {
    // The URL parser takes the dots out before anybody sees the path.
    for (const path of ['/v3/', '/v2/../etc/passwd', '/v2x/']) {
      expect((await world.ask(path)).status).toBe(404)
    }
    expect(world.seen()).toEqual([])
  })
})
