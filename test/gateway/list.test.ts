import { afterEach, describe, expect, it, vi } from 'vitest'
import type { SwitchesPatch } from '../registry/switches.ts'
import { type World, createWorld, errorOf } from './world.ts'

const TAGS = '/v2/cert-manager-webhook/tags/list'

afterEach(() => vi.restoreAllMocks())

const before = (switches: SwitchesPatch = {}) => createWorld({ upstreams: { quay: switches } })

type Page = { name: string; tags: string[] }

async function allTags(world: World, path: string): Promise<string[]> {
  const response = await world.ask(path)
  const page = await response.json<Page>()
  const next = /^<(\/v2\/[^>]+)>; rel="next"$/.exec(response.headers.get('Link') ?? '')?.[1]
  return next === undefined ? page.tags : [...page.tags, ...(await allTags(world, next))]
}

describe('GET /v2/<name>/tags/list', () => {
  it('names the repository as the client did', async () => {
    const world = await before()
    expect((await (await world.ask(TAGS)).json<Page>()).name).toBe('cert-manager-webhook')
    const aliased = await world.ask('/v2/jetstack/cert-manager-webhook/tags/list')
    expect((await aliased.json<Page>()).name).toBe('jetstack/cert-manager-webhook')
  })

  it.each(['relative', 'absolute'] as const)(
    'pages to the end by our own addresses: upstream link %s',
    async (link) => {
      const world = await before({ link, tagsPageMax: 10 })
      const whole = world.registries['quay']?.content.repositories.find(({ name }) =>
        name.endsWith('webhook'),
      )
      const tags = Object.keys(whole?.tags ?? {}).toSorted()
      expect(await allTags(world, TAGS)).toEqual(tags)
      expect(await allTags(world, '/v2/jetstack/cert-manager-webhook/tags/list?n=3')).toEqual(tags)
    },
  )

  it('keeps n and last', async () => {
    const world = await before()
    const page = await (await world.ask(`${TAGS}?n=2&last=v1.17.0-alpha.1&ns=quay.io`)).json<Page>()
    expect(page.tags).toHaveLength(2)
    expect(page.tags[0]).not.toBe('v1.17.0-alpha.1')
    expect(world.registries['quay']?.requests().requests[0]?.query).toBe('n=2&last=v1.17.0-alpha.1')
  })

  it.each(['html', 'truncated', '500', 'hang'] as const)(
    'is a clear error when the upstream fails by %s',
    async (as) => {
      const response = await (await before({ failures: [{ on: ['tags'], as }] })).ask(TAGS)
      expect([502, 503]).toContain(response.status)
      expect((await errorOf(response)).message).toMatch(/^upstream quay/)
    },
  )
})

describe('GET /v2/<name>/referrers/<digest>', () => {
  type Index = { manifests: { artifactType: string; digest: string }[] }
  const pathOf = (world: World) => {
    const image = world.registries['quay']?.content.images.find(({ tag }) => tag === 'v1.19.0')
    return `/v2/cert-manager-controller/referrers/${image?.index ?? ''}`
  }

  it.each([
    ['with the API', {}],
    ['without the API', { referrersApi: false }],
  ] satisfies [string, SwitchesPatch][])(
    'lists what refers to the image: upstream %s',
    async (_what, switches) => {
      const world = await before(switches)
      const response = await world.ask(pathOf(world))
      expect(response.status).toBe(200)
      expect(response.headers.get('Content-Type')).toBe('application/vnd.oci.image.index.v1+json')
      expect((await response.json<Index>()).manifests.map(({ artifactType }) => artifactType)).toContain(
        'application/spdx+json',
      )
      const filtered = await world.ask(`${pathOf(world)}?artifactType=application/nothing`)
      expect((await filtered.json<Index>()).manifests).toEqual([])
      expect(filtered.headers.get('OCI-Filters-Applied')).toBe('artifactType')
    },
  )

  it.each([
    ['says 400', { referrersUnknown: 400 }],
    ['has no such API', { referrersApi: false }],
  ] satisfies [string, SwitchesPatch][])(
    'is an empty index, never 404, where the upstream %s',
    async (_what, switches) => {
      const world = await before(switches)
      const response = await world.ask(`/v2/cert-manager-controller/referrers/sha256:${'0'.repeat(64)}`)
      expect(response.status).toBe(200)
      expect((await response.json<Index>()).manifests).toEqual([])
    },
  )

  it('is an error, never an empty list, where the upstream lets nobody in', async () => {
    const world = await before({ auth: 'token', privateRepositories: ['jetstack/cert-manager-controller'] })
    expect((await world.ask(pathOf(world))).status).toBe(404)
  })

  it.each(['500', 'hang', '429'] as const)(
    'is an error, never an empty list, when the upstream fails by %s',
    async (as) => {
      const world = await before({ failures: [{ on: ['referrers', 'manifest'], as }] })
      expect((await world.ask(pathOf(world))).status).toBe(as === '429' ? 429 : 503)
    },
  )
})
