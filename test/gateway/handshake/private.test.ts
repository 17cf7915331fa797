// What one client has read with its own credentials, no other can read without them: not by any path, nor from any memory.
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { answering, restoreAll } from '../scene.ts'
import { type World, errorOf } from '../world.ts'
import * as scene from './scene.ts'
import { ANN, NAME, PUBLIC_NAME, TAG, read, tokenFor } from './scene.ts'

/** Has an account too, at a registry where that opens nothing private. */
const BEN = { user: 'ben', password: 'ben-password' }

let world: World
let ann: string
/** Every way to something of the private repository. */
let paths: [method: string, path: string, status: number][]

function pathsOf({ registries }: World): typeof paths {
  const { images } = registries['quay']?.content ?? { images: [] }
  const image = images.find(({ repository, tag }) => repository === `jetstack/${NAME}` && tag === 'v1.19.0')
  const digests = [image?.index, image?.manifest].map((digest) => `manifests/${digest ?? ''}`)
  const blobs = [image?.config, image?.layers[0]].map((digest) => `blobs/${digest ?? ''}`)
  return [
    ...['manifests/v1.19.0', ...digests].flatMap((path): typeof paths => [
      ['GET', path, 200],
      ['HEAD', path, 200],
    ]),
    ...blobs.flatMap((path): typeof paths => [
      ['GET', path, 307],
      ['HEAD', path, 200],
    ]),
    ['GET', 'tags/list', 200],
    ['GET', `referrers/${image?.index ?? ''}`, 200],
  ]
}

async function statuses(ask: World['ask'], token: string | null): Promise<[string, string, number][]> {
  const found: typeof paths = []
  for (const [method, path] of paths) {
    const response = await read(ask, `/v2/${NAME}/${path}`, token, method)
    const text = await response.text()
    expect(response.headers.get('Cache-Control')).toMatch(/no-store/)
    if (response.status >= 400) {
      expect(text).not.toContain('v1.1')
      expect(response.headers.get('Docker-Content-Digest')).toBeNull()
    }
    found.push([method, path, response.status])
  }
  return found
}

const refused = () => paths.map(([method, path]) => [method, path, 401])

beforeEach(async () => {
  vi.spyOn(console, 'error').mockReturnValue()
  world = await scene.createTokenWorld({ vars: { TAG_TTL_SECONDS: 60 } })
  paths = pathsOf(world)
  ann = await tokenFor(world.ask, ANN)
})
afterEach(restoreAll)

describe('what a client has read with its own credentials', () => {
  beforeEach(async () => {
    expect(await statuses(world.ask, ann)).toEqual(paths)
    world.seen()
  })

  it('cannot be read without a token', async () => {
    expect(await statuses(world.ask, null)).toEqual(refused())
    expect(world.seen()).toEqual([])
  })

  it('cannot be read by somebody who has not logged in', async () => {
    const nobody = await tokenFor(world.ask, null)
    expect(await statuses(world.ask, nobody)).toEqual(refused())
    const response = await read(world.ask, TAG, nobody)
    expect(scene.challengeOf(response)).toContain('error="insufficient_scope"')
    expect((await errorOf(response)).message).toMatch(/is not public: docker login downloads-.* first/)
  })

  it('cannot be read with an account that may not', async () => {
    world.registries['quay']?.setSwitches({ users: { ben: BEN.password } })
    const ben = await tokenFor(world.ask, BEN, PUBLIC_NAME)
    expect((await read(world.ask, scene.PUBLIC_TAG, ben)).status).toBe(200)
    expect(await statuses(world.ask, ben)).toEqual(refused())
    const { message } = await errorOf(await read(world.ask, TAG, ben))
    expect(message).toMatch(/does not exist at quay\.example\.com, or this account may not read it/)
  })

  it('cannot be read once the registry has withdrawn the right', async () => {
    world.registries['quay']?.setSwitches({ users: {} })
    const stranger = await tokenFor(world.ask, null)
    expect(await statuses(world.ask, stranger)).toEqual(refused())
  })

  it('cannot be read when the registry is down, not even by the same client', async () => {
    const on = ['manifest', 'blob', 'tags', 'referrers'] as const
    world.registries['quay']?.setSwitches({ failures: [{ on: [...on], as: '500' }] })
    expect(await statuses(world.ask, ann)).toEqual(paths.map(([method, path]) => [method, path, 503]))
  })

  it('is in no store', async () => {
    const { keys } = await env.MANIFESTS.list()
    expect(keys).toEqual([])
    for (const [, path] of paths) {
      const reference = path.replace('manifests/', '')
      for (const key of [`.manifests/${NAME}@${reference}`, `.tags/${NAME}:${reference}/`])
        expect(await caches.default.match(`${world.origin}/${key}`)).toBeUndefined()
    }
    expect(
      (await env.CONFIG.list()).keys.map(({ name }) => name).filter((name) => name.startsWith('blobs:')),
    ).toEqual([])
  })

  it('cannot be read in anonymous mode, should the document be changed to that', async () => {
    const text = (await env.CONFIG.get('routes')) ?? ''
    await env.CONFIG.put('routes', text.replace('"auth":"token"', '"auth":"anonymous"'))
    for (const [method, path] of paths) {
      const { status } = await world.ask(`/v2/${NAME}/${path}`, { method, headers: scene.bearer(ann) })
      expect([method, path, status]).toEqual([method, path, 404])
    }
  })
})

it('is read by several at once, each with the right of its own', async () => {
  world.registries['quay']?.setSwitches({ latencyMs: 20 })
  const nobody = await tokenFor(world.ask, null)
  const tokens = [ann, nobody, ann, null, nobody, ann]
  const answers = await Promise.all(tokens.map((token) => read(world.ask, TAG, token)))
  expect(answers.map(({ status }) => status)).toEqual([200, 401, 200, 401, 401, 200])
})

it('is told no other client’s "no such thing", nor that a registry limits that one', async () => {
  const nobody = await tokenFor(world.ask, null)
  const network = vi.mocked(fetch).getMockImplementation()
  answering(world, ['quay', TAG.replace('/v2/', '/v2/jetstack/')], () => new Response('{}', { status: 404 }))
  expect((await read(world.ask, TAG, nobody)).status).toBe(404)
  vi.mocked(fetch).mockImplementation(network ?? fetch)
  expect((await read(world.ask, TAG, ann)).status).toBe(200)

  const limit = { on: ['manifest' as const], as: '429' as const, retryAfterSeconds: 60, times: 1 }
  world.registries['quay']?.setSwitches({ failures: [limit] })
  const response = await read(world.ask, TAG, nobody)
  expect([response.status, response.headers.get('Retry-After')]).toEqual([429, '60'])
  expect((await read(world.ask, TAG, ann)).status).toBe(200)
})

it('asks the registry each time, with the token of whoever asks', async () => {
  await tokenFor(world.ask, null)
  const shown = scene.watchNetwork()
  for (let time = 0; time < 2; time++) await read(world.ask, TAG, ann)
  expect(shown.map(({ authorization }) => authorization.split(' ')[0])).toEqual(['Bearer', 'Bearer'])
})

it('reads nothing that anonymous mode has kept', async () => {
  const text = (await env.CONFIG.get('routes')) ?? ''
  await env.CONFIG.put('routes', text.replace('"auth":"token"', '"auth":"anonymous"'))
  world.registries['quay']?.setSwitches({ privateRepositories: [] })
  for (const [method, path, status] of paths)
    expect((await world.ask(`/v2/${NAME}/${path}`, { method })).status).toBe(status)
  world.registries['quay']?.setSwitches({ privateRepositories: [`jetstack/${NAME}`] })
  await env.CONFIG.put('routes', text)
  expect(await statuses(world.ask, await tokenFor(world.ask, null))).toEqual(refused())
})

describe('a blob in token mode', () => {
  const layer = () => paths.find(([method, path]) => method === 'GET' && path.startsWith('blobs/'))?.[1] ?? ''
  const blob = (method = 'GET') => read(world.ask, `/v2/${NAME}/${layer()}`, ann, method)

  it.each(['direct', 'auto', 'resolve'])('is resolved, whatever the document says: %s', async (blobs) => {
    world = await scene.createTokenWorld({
      upstream: { blobs },
      upstreams: { quay: { blobsNeedToken: false } },
    })
    ann = await tokenFor(world.ask, ANN)
    const response = await blob()
    expect(response.status).toBe(307)
    expect(response.headers.get('Location')).toMatch(/^https:\/\/cdn\.quay\.example\.net\//)
    // Signed, and for whoever has it: no credential goes along.
    expect((await fetch(response.headers.get('Location') ?? '')).status).toBe(200)
  })

  it('that the registry sends itself is a plain error', async () => {
    world.registries['quay']?.setSwitches({ blobs: 'bytes' })
    const response = await blob()
    expect([response.status, (await errorOf(response)).code]).toEqual([501, 'UNSUPPORTED'])
  })

  it.each(['answer', 'redirect'] as const)(
    'has its size asked for with the client’s token: %s',
    async (blobHead) => {
      world.registries['quay']?.setSwitches({ blobHead })
      const shown = scene.watchNetwork()
      const response = await blob('HEAD')
      expect(response.status).toBe(200)
      expect(Number(response.headers.get('Content-Length'))).toBeGreaterThan(0)
      // The content host is shown nothing.
      const wrong = shown.filter(({ address, authorization }) =>
        address.startsWith('https://quay.example.com/')
          ? !authorization.startsWith('Bearer')
          : authorization !== '',
      )
      expect(wrong).toEqual([])
    },
  )
})

describe('a registry without tokens', () => {
  it('that wants the password each time is shown it, and nobody else is', async () => {
    world = await scene.createTokenWorld({ upstreams: { quay: { auth: 'basic' }, ghcr: {} } })
    const shown = scene.watchNetwork()
    const token = await tokenFor(world.ask, ANN)
    expect((await read(world.ask, TAG, token)).status).toBe(200)
    expect(
      shown.filter(({ authorization }) => authorization !== '').map(({ address }) => new URL(address).host),
    ).toEqual(['quay.example.com', 'quay.example.com'])
    expect((await scene.askToken(world.ask, '', scene.WRONG)).status).toBe(401)
    const nobody = await tokenFor(world.ask, null)
    expect((await read(world.ask, TAG, nobody)).status).toBe(401)
  })

  it('that wants nothing is shown nothing', async () => {
    world = await scene.createTokenWorld({ upstreams: { quay: { auth: 'none' } } })
    const shown = scene.watchNetwork()
    const token = await tokenFor(world.ask, ANN)
    expect((await read(world.ask, TAG, token)).status).toBe(200)
    expect(shown.filter(({ authorization }) => authorization !== '')).toEqual([])
  })
})
