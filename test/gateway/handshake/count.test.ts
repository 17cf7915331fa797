import { afterEach, expect, it, vi } from 'vitest'
import { restoreAll } from '../scene.ts'
import type { World } from '../world.ts'
import * as scene from './scene.ts'
import { ANN, NAME, TAG, askToken, read, scopeOf, tokenFor } from './scene.ts'

afterEach(restoreAll)

const AGENT = { 'User-Agent': 'containerd/1.7.13' }

/** What was counted since the last call, as `<metric> <artifact> <client> <reason>`. */
const counted = (world: World) =>
  world
    .sent()
    .flatMap(({ event }) => event ?? [])
    .map(({ metric, artifact, client, upstream, reason }) => [metric, artifact, client, upstream, reason])

it('counts what is read with a token as it counts what is read without, and no handshake', async () => {
  vi.spyOn(console, 'error').mockReturnValue()
  const world = await scene.createTokenWorld({ upstreams: { quay: {}, ghcr: {} } })
  const image = world.registries['quay']?.content.images.find(
    ({ repository, tag }) => repository.endsWith(NAME) && tag === 'v1.19.0',
  )
  for (const method of ['HEAD', 'GET']) await world.ask(TAG, { method, headers: AGENT })
  await world.ask('/v2/', { headers: AGENT })
  await askToken(world.ask, scopeOf(NAME), scene.WRONG)
  const token = await tokenFor(world.ask, ANN)
  const nobody = await tokenFor(world.ask, null)
  for (const refused of [nobody, 'not-a-token']) await read(world.ask, TAG, refused)
  expect(counted(world)).toEqual([])

  const headers = { ...AGENT, ...scene.bearer(token) }
  const get = (path: string, method = 'GET') => world.ask(`/v2/${NAME}/${path}`, { method, headers })
  await get('manifests/v1.19.0', 'HEAD')
  await get(`manifests/${image?.index ?? ''}`)
  await get(`manifests/${image?.manifest ?? ''}`)
  for (const layer of image?.layers ?? []) await get(`blobs/${layer}`)
  await get('manifests/no-such-tag')
  const event = [NAME, 'containerd', 'quay']
  expect(counted(world)).toEqual([
    ['check', ...event, null],
    ['pull', ...event, null],
    ['download', ...event, null],
    ['error', ...event, 'unknown_tag'],
  ])
})
