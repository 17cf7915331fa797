import { describe, expect, it } from 'vitest'
import { bytesOf, dashed, digestOf, isDigest } from './content/digest.ts'
import { DOCKER_MANIFEST, OCI_INDEX, OCI_MANIFEST } from './content/document.ts'
import { BY_TAG, CONTROLLER, standIn, WEBHOOK } from './fixture.ts'

const INDEX = { accept: OCI_INDEX }

describe('GET /v2/', () => {
  it.each(['/v2/', '/v2'])('answers %s with an empty object', async (path) => {
    const { ask } = await standIn()
    const answer = await ask(path)
    expect([answer.status, await answer.text()]).toEqual([200, '{}'])
    expect(answer.headers.get('docker-distribution-api-version')).toBe('registry/2.0')
  })
})

describe('GET and HEAD /v2/<name>/manifests/<reference>', () => {
  it('answers with bytes, type, length and digest', async () => {
    const { ask, indexDigest } = await standIn()
    const [get, head] = await Promise.all([ask(BY_TAG, INDEX), ask(BY_TAG, INDEX, { method: 'HEAD' })])
    const text = await get.text()
    expect(await digestOf(bytesOf(text))).toBe(indexDigest)
    expect(await head.text()).toBe('')
    for (const { headers } of [get, head]) {
      expect(headers.get('content-type')).toBe(OCI_INDEX)
      expect(headers.get('docker-content-digest')).toBe(indexDigest)
      expect(headers.get('content-length')).toBe(String(text.length))
    }
  })

  it.each([
    ['an index', { accept: `${DOCKER_MANIFEST}, ${OCI_INDEX}` }, 200, OCI_INDEX],
    ['only OCI manifests', { accept: OCI_MANIFEST }, 200, OCI_MANIFEST],
    ['anything', { accept: '*/*' }, 200, OCI_MANIFEST],
    ['nothing', {}, 200, OCI_MANIFEST],
    ['only Docker manifests', { accept: DOCKER_MANIFEST }, 404, 'application/json'],
  ])('gives a client that accepts %s by tag what distribution does', async (_what, accept, status, type) => {
    const { ask } = await standIn()
    const answer = await ask(BY_TAG, accept)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, type])
  })

  it('gives anybody the index when acceptStrict is off', async () => {
    const { ask } = await standIn({ acceptStrict: false })
    expect((await ask(BY_TAG, { accept: DOCKER_MANIFEST })).headers.get('content-type')).toBe(OCI_INDEX)
  })

  it('never answers a digest with anything else', async () => {
    const { ask, indexDigest } = await standIn()
    const path = `/v2/${CONTROLLER}/manifests/${indexDigest}`
    expect((await ask(path, { accept: '*/*' })).headers.get('docker-content-digest')).toBe(indexDigest)
    expect((await ask(path, { accept: DOCKER_MANIFEST })).status).toBe(404)
  })

  it('leaves the digest out, or compresses, when told to', async () => {
    const { ask, registry, indexDigest } = await standIn({ digestHeader: false, gzipManifests: true })
    const answer = await registry.fetch(
      new Request(`https://registry.test${BY_TAG}`, { headers: { ...INDEX, 'accept-encoding': 'gzip' } }),
    )
    expect(answer.headers.get('docker-content-digest')).toBeNull()
    expect(answer.headers.get('content-encoding')).toBe('gzip')
    const read = await ask(BY_TAG, INDEX)
    expect(await digestOf(new Uint8Array(await read.arrayBuffer()))).toBe(indexDigest)
    expect(
      (await ask(BY_TAG, { ...INDEX, 'accept-encoding': 'identity' })).headers.has('content-encoding'),
    ).toBe(false)
  })

  it.each([
    ['/v2/jetstack/nothing/manifests/v1', 404, 'NAME_UNKNOWN'],
    [`/v2/${CONTROLLER}/manifests/v9`, 404, 'MANIFEST_UNKNOWN'],
    [`/v2/${CONTROLLER}/manifests/sha256:abc`, 400, 'DIGEST_INVALID'],
  ])('answers %s with %i %s', async (path, status, code) => {
    const { ask } = await standIn()
    const answer = await ask(path)
    expect([answer.status, await answer.text()]).toEqual([
      status,
      expect.stringContaining(`"code":"${code}"`),
    ])
  })

  it('answers what is missing as quay.io does when told to', async () => {
    const { ask } = await standIn({ missing: 401 })
    const answer = await ask('/v2/jetstack/nothing/manifests/v1')
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([
      401,
      expect.stringContaining('Bearer realm='),
    ])
  })
})

describe('GET /v2/<name>/tags/list', () => {
  it.each(['relative', 'absolute'] as const)(
    'pages through all tags in order, by a %s link',
    async (link) => {
      const { ask, registry } = await standIn({ link, tagsPageMax: 10 })
      const seen: string[] = []
      let next: string | null = `/v2/${WEBHOOK}/tags/list`
      while (next !== null) {
        const answer = await ask(next)
        const page = await answer.json<{ name: string; tags: string[] }>()
        expect(page.tags.length).toBeLessThanOrEqual(10)
        seen.push(...page.tags)
        next = /^<(.*)>; rel="next"$/.exec(answer.headers.get('link') ?? '')?.[1] ?? null
        expect(next?.startsWith('https://') ?? link === 'absolute').toBe(link === 'absolute')
      }
      const tags = registry.content.repositories.find(({ name }) => name === WEBHOOK)?.tags ?? {}
      expect(seen).toEqual(Object.keys(tags).sort())
      expect(seen).toHaveLength(26)
    },
  )

  it('answers n=0 with no tags and no link', async () => {
    const { ask } = await standIn()
    const answer = await ask(`/v2/${WEBHOOK}/tags/list?n=0`)
    expect([await answer.json(), answer.headers.get('link')]).toEqual([{ name: WEBHOOK, tags: [] }, null])
  })
})

describe('GET /v2/<name>/referrers/<digest>', () => {
  it('lists what has the digest as its subject, and filters', async () => {
    const { ask, indexDigest } = await standIn()
    const path = `/v2/${CONTROLLER}/referrers/${indexDigest}`
    const all = await (await ask(path)).json<{ manifests: unknown[] }>()
    expect(all.manifests).toHaveLength(2)
    const some = await ask(`${path}?artifactType=application/spdx%2Bjson`)
    expect(some.headers.get('oci-filters-applied')).toBe('artifactType')
    expect((await some.json<{ manifests: unknown[] }>()).manifests).toHaveLength(1)
  })

  it('has no such API when told so, and the tag of the referrers tag schema instead', async () => {
    const { ask, registry, indexDigest } = await standIn()
    const tag = isDigest(indexDigest) ? dashed(indexDigest) : ''
    const byTag = `/v2/${CONTROLLER}/manifests/${tag}`
    expect((await ask(byTag, INDEX)).status).toBe(404)
    registry.setSwitches({ referrersApi: false })
    expect((await ask(`/v2/${CONTROLLER}/referrers/${indexDigest}`)).status).toBe(404)
    expect((await (await ask(byTag, INDEX)).json<{ manifests: unknown[] }>()).manifests).toHaveLength(2)
  })

  it.each([200, 400] as const)('answers an unknown digest with %i', async (referrersUnknown) => {
    const { ask } = await standIn({ referrersUnknown })
    const answer = await ask(`/v2/${CONTROLLER}/referrers/sha256:${'0'.repeat(64)}`)
    expect(answer.status).toBe(referrersUnknown)
  })

  it.each(['sig', 'att'])("finds cosign's .%s tag", async (suffix) => {
    const { ask, indexDigest } = await standIn()
    const answer = await ask(`/v2/${CONTROLLER}/manifests/${indexDigest.replace(':', '-')}.${suffix}`)
    expect(answer.status).toBe(200)
  })
})

describe('anything else', () => {
  it('refuses writes and knows no catalog', async () => {
    const { ask } = await standIn()
    expect((await ask(`/v2/${CONTROLLER}/blobs/uploads/`, {}, { method: 'POST' })).status).toBe(405)
    expect((await ask(BY_TAG, {}, { method: 'DELETE' })).status).toBe(405)
    expect((await ask('/v2/_catalog')).status).toBe(404)
  })
})
