// A classic Helm repository. The requests are those that Helm 3.22 makes, recorded from the real one.
import { parse } from 'yaml'
import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it } from 'vitest'
import { type World } from '../gateway/world.ts'
import { answering, restoreAll, stopClock } from '../gateway/scene.ts'
import { counted, createDownloads } from './world.ts'

afterEach(restoreAll)

const HELM = { 'User-Agent': 'Helm/3.22' }
const CHART = { ...HELM, Accept: 'application/gzip,application/octet-stream' }
const helm = (world: World, path: string) =>
  world.ask(path, { headers: path.endsWith('index.yaml') ? HELM : CHART })

type Index = { entries: Record<string, { version: string; urls: string[]; digest: string }[]> }

/** The addresses of a chart as Helm reads them, as paths of ours. */
async function chartPaths(world: World): Promise<string[]> {
  const index = parse(await (await helm(world, '/charts/index.yaml')).text()) as Index
  return (index.entries['cert-manager'] ?? []).map(({ urls: [url = ''] }) => {
    expect(url.startsWith(`${world.origin}/charts/`)).toBe(true)
    return url.slice(world.origin.length)
  })
}

describe('helm repo add, update and pull', () => {
  it('find each chart by our index, and their signature', async () => {
    const world = await createDownloads()
    const [newest = '', older = ''] = await chartPaths(world)
    const response = await helm(world, newest)
    expect([response.status, response.headers.get('Location')]).toEqual([
      302,
      'https://quay.example.com/helm/charts/cert-manager-v1.19.0.tgz',
    ])
    expect((await helm(world, `${older}.prov`)).headers.get('Location')).toBe(
      'https://quay.example.com/helm/charts/cert-manager-v1.18.2.tgz.prov',
    )
    expect(counted(world)).toEqual([
      'chart_check charts',
      'chart_pull charts/cert-manager v1.19.0',
      'verify charts/cert-manager v1.18.2',
    ])
  })

  it('is 404 for what the index does not name: this is no way to anywhere else', async () => {
    const world = await createDownloads()
    for (const path of [
      'nope.tgz',
      'charts/evil-1.0.0.tgz',
      'cert-manager-v1.19.0.tgz.sig',
      'README.md',
      'index.yaml.prov',
    ])
      expect([path, (await helm(world, `/charts/${path}`)).status]).toEqual([path, 404])
    expect((await world.ask('/charts/index.yaml', { method: 'POST' })).status).toBe(405)
    expect(counted(world)).toEqual([])
  })

  it('finds a chart that was published a moment ago', async () => {
    const advance = stopClock()
    const world = await createDownloads({}, { TAG_TTL_SECONDS: 60 })
    await chartPaths(world)
    const newer = 'apiVersion: v1\nentries:\n  b:\n  - version: 1.0.0\n    urls: [charts/b-1.0.0.tgz]\n'
    answering(world, ['quay', '/helm/index.yaml'], () => new Response(newer))
    advance(11)
    expect((await helm(world, '/charts/charts/b-1.0.0.tgz')).status).toBe(302)
  })
})

describe('the index', () => {
  it('has a tag, and is not sent again to whoever has it', async () => {
    const world = await createDownloads()
    const first = await world.ask('/charts/index.yaml')
    const etag = first.headers.get('ETag') ?? ''
    expect(first.headers.get('Content-Length')).toBe(String((await first.arrayBuffer()).byteLength))
    for (const known of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      const again = await world.ask('/charts/index.yaml', { headers: { 'If-None-Match': known } })
      expect([again.status, again.headers.get('ETag'), await again.text()]).toEqual([304, etag, ''])
    }
    expect((await world.ask('/charts/index.yaml', { headers: { 'If-None-Match': '"x"' } })).status).toBe(200)
    const head = await world.ask('/charts/index.yaml', { method: 'HEAD' })
    expect([head.headers.get('Content-Length'), await head.text()]).toEqual([
      first.headers.get('Content-Length'),
      '',
    ])
    expect(counted(world)).toHaveLength(7)
  })

  it('is asked for once in its time, then only whether it has changed', async () => {
    const advance = stopClock()
    const world = await createDownloads({}, { TAG_TTL_SECONDS: 60 })
    for (let times = 0; times < 3; times++) await helm(world, '/charts/index.yaml')
    expect(world.seen()).toEqual(['quay helm 200'])
    advance(61)
    await helm(world, '/charts/index.yaml')
    world.restart()
    await helm(world, '/charts/index.yaml')
    expect(world.seen()).toEqual(['quay helm 304'])
  })

  // prettier-ignore
  it.each([
    ['is a web page', () => new Response('<html>')],
    ['breaks off in a version', () => new Response('apiVersion: v1\nentries:\n  cert-manager:\n  - name: cert-manager\n    urls:\n    - cha')],
    ['answers 500', () => new Response('', { status: 500 })],
    ['answers 404', () => new Response('', { status: 404 })],
    ['is no text', () => new Response(new Uint8Array([0xff, 0xfe, 0x41]))],
    ['is too large', () => new Response('', { headers: { 'Content-Length': '99999999' } })],
    ['uses what is not understood', () => new Response('apiVersion: v1\nentries:\n  a: &x\n  - version: 1\n    urls: [a.tgz]\n')],
  ])('is the last good one, with a warning, while the origin %s', async (_what, answer) => {
    const world = await createDownloads()
    const good = await (await helm(world, '/charts/index.yaml')).text()
    answering(world, ['quay', '/helm/index.yaml'], answer)
    for (const isolate of ['the same', 'a new one', 'one without an edge cache']) {
      const response = await helm(world, '/charts/index.yaml')
      expect([isolate, response.status, await response.text()]).toEqual([isolate, 200, good])
      expect(response.headers.get('Warning')).toMatch(/^299 - "the origin of this index fails; it is as it was at \d{4}-/)
      expect((await helm(world, '/charts/charts/cert-manager-v1.19.0.tgz')).status).toBe(302)
      world.restart()
      if (isolate === 'a new one') await caches.default.delete(`${world.origin}/.index/${encodeURIComponent('https://quay.example.com/helm')}`)
    }
    expect(counted(world)).toContain('chart_check charts saved quay.example.com')
  })

  it('that never was is an error in a sentence, and counted as that', async () => {
    const world = await createDownloads()
    answering(world, ['quay', '/helm/index.yaml'], () => new Response('<html>'))
    const response = await helm(world, '/charts/index.yaml')
    expect([response.status, await response.text()]).toEqual([
      502,
      'this Helm repository cannot be served: its index.yaml is malformed: line 1 is nothing that this gateway understands of YAML\n',
    ])
    expect(counted(world)).toEqual(['error charts upstream_failure'])
    expect(await env.MANIFESTS.get('index:https://quay.example.com/helm')).toBeNull()
  })

  it('of several megabytes is served whole', async () => {
    const world = await createDownloads()
    const versions = Array.from({ length: 15_000 }, (_one, number) => {
      const version = `1.0.${number}`
      return `  - apiVersion: v2\n    description: |\n      ${'text '.repeat(40)}\n    name: a\n    urls:\n    - https://github.com/o/r/releases/download/a-${version}/a-${version}.tgz\n    version: ${version}\n`
    })
    answering(
      world,
      ['quay', '/helm/index.yaml'],
      () => new Response(`apiVersion: v1\nentries:\n  a:\n${versions.join('')}`),
    )
    const text = await (await helm(world, '/charts/index.yaml')).text()
    expect(text.match(/"https:\/\/downloads-\d+\.example\.org\/charts\/a-1\.0\.\d+\.tgz"/g)).toHaveLength(
      15_000,
    )
    expect((await helm(world, '/charts/a-1.0.14999.tgz')).headers.get('Location')).toBe(
      'https://github.com/o/r/releases/download/a-1.0.14999/a-1.0.14999.tgz',
    )
  })
})
