// Serving never waits for counting, and nothing that counting does changes an answer.
import { afterEach, expect, it, vi } from 'vitest'
import { createWorld } from '../gateway/world.ts'

afterEach(() => vi.restoreAllMocks())

const down = () => Promise.reject(new Error('is down'))
const broken = () => {
  throw new Error('is broken')
}
const DOWN = {
  EVENTS: { send: down },
  DB: { prepare: broken, batch: down },
  ANALYTICS: { writeDataPoint: broken },
}

async function answers(vars: Record<string, unknown>): Promise<string[]> {
  const world = await createWorld({ upstreams: { quay: {} }, upstream: { blobs: 'direct' }, vars })
  const image = world.registries['quay']?.content.images.find(({ tag }) => tag === 'v1.19.0')
  const name = '/v2/cert-manager-controller'
  const requests: [string, string][] = [
    ['GET', '/v2/'],
    ['HEAD', `${name}/manifests/v1.19.0`],
    ['GET', `${name}/manifests/v1.19.0`],
    ['GET', `${name}/manifests/${image?.manifest ?? ''}`],
    ['GET', `${name}/blobs/${image?.layers.at(-1) ?? ''}`],
    ['GET', `${name}/tags/list`],
    ['GET', `${name}/referrers/${image?.index ?? ''}`],
    ['GET', `${name}/manifests/v0.0.0`],
    ['GET', '/v2/nginx/manifests/latest'],
    ['PUT', `${name}/manifests/v1`],
  ]
  return Promise.all(
    requests.map(async ([method, path]) => {
      const response = await world.ask(path, { method, headers: { 'CF-Connecting-IP': '203.0.113.7' } })
      return JSON.stringify([method, path, response.status, [...response.headers], await response.text()])
    }),
  )
}

it('answers the same to the byte with queue, D1 and Analytics Engine all down, and logs the events whole', async () => {
  const well = await answers({})
  const log = vi.spyOn(console, 'error').mockReturnValue()
  expect(await answers(DOWN)).toEqual(well)
  const lines = log.mock.calls.map(
    ([line]) => JSON.parse(String(line)) as { message: string; event?: string },
  )
  const events = lines.filter(({ message }) => message === 'an event could not be recorded')
  const metrics = events.map(
    ({ event }) => (JSON.parse(event ?? '') as { event: { metric: string } }).event.metric,
  )
  expect(metrics.toSorted()).toEqual(['check', 'check', 'download', 'error', 'error', 'pull', 'verify'])
}, 20_000)
