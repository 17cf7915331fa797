import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type World, createWorld } from '../gateway/world.ts'
import type { ImageDescription } from '../registry/content/description.ts'

const DOCKER =
  'docker/28.0.0 go/go1.23 git-commit/0a1b2c3 kernel/6.1.0 os/linux arch/arm64 UpstreamClient(Docker-Client/28.0.0 \\(linux\\))'
const NAME = '/v2/cert-manager-controller'

let world: World
let image: ImageDescription

beforeEach(async () => {
  world = await createWorld({ upstreams: { quay: {} }, upstream: { blobs: 'direct' } })
  const found = world.registries['quay']?.content.images.find(
    ({ tag, platform }) => tag === 'v1.19.0' && platform === 'linux/arm64',
  )
  if (found === undefined) throw new Error('the stand-in has no such image')
  image = found
})
afterEach(() => vi.restoreAllMocks())

async function dockerPull(): Promise<void> {
  const headers = { 'User-Agent': DOCKER, 'CF-Connecting-IP': '203.0.113.7' }
  await world.ask(`${NAME}/manifests/v1.19.0`, { method: 'HEAD', headers })
  await world.ask(`${NAME}/manifests/${image.index ?? ''}`, { headers })
  await world.ask(`${NAME}/manifests/${image.manifest}`, { headers })
  for (const blob of [image.config ?? '', ...image.layers])
    await world.ask(`${NAME}/blobs/${blob}`, { headers })
}

describe('a pull by docker', () => {
  it('is one check, one pull and one download, with what was learned on the way', async () => {
    await dockerPull()
    const sent = world.sent()
    expect(sent.flatMap(({ event }) => event?.metric ?? [])).toEqual(['check', 'pull', 'download'])
    expect(sent.flatMap(({ fact }) => fact?.role ?? [])).toEqual(['index', 'image'])
    expect(sent[0]?.fact?.children).toContainEqual({ digest: image.manifest, platform: 'linux/arm64' })
    expect(sent[0]?.event).toMatchObject({
      artifact: 'cert-manager-controller',
      tag: 'v1.19.0',
      digest: image.index,
      class: 'runtime',
      client: 'docker',
      clientVersion: '28.0.0',
      upstream: 'quay',
    })
    expect(sent[0]?.event?.source).toMatch(/^[0-9a-f]{16}$/)
    expect(new Set(sent.map(({ event }) => event?.source)).size).toBe(1)
    expect(new Set(sent.map(({ event }) => event?.id)).size).toBe(sent.length)
  })

  it('tells its facts once per isolate', async () => {
    await dockerPull()
    world.sent()
    await dockerPull()
    expect(world.sent().filter(({ fact }) => fact !== null)).toEqual([])
  })

  it('is counted under the canonical name by its old path, too', async () => {
    await world.ask(`/v2/jetstack/cert-manager-controller/manifests/${image.manifest}`)
    expect(world.sent()[0]?.event?.artifact).toBe('cert-manager-controller')
  })

  it('writes a point to Analytics Engine for every event', async () => {
    await dockerPull()
    expect(world.points().map(({ blobs }) => blobs?.[0])).toEqual(['check', 'pull', 'download'])
  })
})

describe('the source', () => {
  const sourceOf = async (address: string) => {
    await world.ask(`${NAME}/manifests/${image.manifest}`, { headers: { 'CF-Connecting-IP': address } })
    return world.sent()[0]?.event?.source
  }

  it('is the same for a network on one day in every isolate, and another one the next', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const today = await sourceOf('203.0.113.7')
    expect(await sourceOf('203.0.113.8')).not.toBe(today)
    world.restart()
    expect(await sourceOf('203.0.113.7')).toBe(today)
    vi.setSystemTime(Date.now() + 86_400_000)
    expect(await sourceOf('203.0.113.7')).not.toBe(today)
    vi.useRealTimers()
  })

  it('is the /64 of an IPv6 address', async () => {
    expect(await sourceOf('2001:db8:1:2::1')).toBe(await sourceOf('2001:db8:1:2:ffff::9'))
    expect(await sourceOf('2001:db8:1:3::1')).not.toBe(await sourceOf('2001:db8:1:2::1'))
  })
})
