// Whole pulls, again and again: what they cost the upstream, and how long they take.
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { findPort } from '../../registry/port.ts'
import { type Figure, figure } from '../figure.ts'
import { interleaved, median, ratio } from './interleaved.ts'
import { startReverseProxy } from './nginx.ts'
import { pinned, startPinned, untilAnswering } from './pinned.ts'
import { missing } from './program.ts'
import { run } from './run.ts'
import { type Image, asking, imageOf } from './shape.ts'
import { type Stage, type StageOptions, onStage } from './stage.ts'

const LATENCY_MS = 50
/** Like quay.io, which sends every client for a token and then lets anybody read what is public. */
const OPEN = { manifestsNeedToken: false, blobsNeedToken: false }
/** Two kinds of registry, by the way in which the product hands out their blobs. */
const KINDS = [
  { prefix: 'pull', blobs: 'resolve', switches: {} }, // like ghcr.io and Docker Hub: a token for everything
  { prefix: 'open_pull', blobs: 'direct', switches: OPEN },
] as const
const PULLS = 1000
const AT_ONCE = 10
const ROUNDS = 5
/** After this the gateway knows no blob's address any more, and asks the registry again; of tags and manifests it still does. */
const ADDRESSES_GONE_MS = 11_000

/** The tag's manifest, the platform's, and every blob, as far as the product answers for them. */
export async function runUpstreamRequests(): Promise<Figure[]> {
  return [
    await upstreamRequests('upstream_requests_per_1000_pulls', { blobs: 'direct' }),
    await upstreamRequests('upstream_requests_per_1000_resolved_pulls', {
      blobs: 'resolve',
      registry: { auth: 'token' },
    }),
  ]
}

async function upstreamRequests(name: string, options: StageOptions): Promise<Figure> {
  return onStage(options, async (stage) => {
    const image = await imageOf(stage)
    await pull(stage, image)
    await stage.registry.resetRequests()
    const begun = performance.now()
    for (let done = 0; done < PULLS; done += AT_ONCE)
      await Promise.all(Array.from({ length: AT_ONCE }, () => pull(stage, image)))
    const seconds = (performance.now() - begun) / 1000
    const { counts } = await stage.registry.requests()
    const requests = Object.values(counts).reduce((sum, count) => sum + count, 0)
    console.error(`${PULLS} pulls in ${seconds.toFixed(1)} s; a tag is fresh for 60 s`)
    return figure(name, requests, 'requests')
  })
}

async function pull({ gateway }: Stage, { repository, tag, manifest, blobs }: Image): Promise<void> {
  const paths = [
    ['/v2/', 200],
    [`/v2/${repository}/manifests/${tag}`, 200],
    [`/v2/${repository}/manifests/${manifest}`, 200],
    ...blobs.map((digest) => [`/v2/${repository}/blobs/${digest}`, 307] as const),
  ] as const
  for (const [path, status] of paths) {
    const response = await fetch(gateway.url + path, { ...asking(path, 0), redirect: 'manual' })
    await response.arrayBuffer()
    if (response.status !== status) throw new Error(`${path} answers ${response.status}`)
  }
}

type Way = { name: string; reference: string }

/** skopeo and podman, straight from the upstream, through the product, a plain proxy, and Debian's pull-through cache. */
export async function runPulls(): Promise<Figure[]> {
  if (missing('skopeo', 'skopeo')) return []
  const figures: Figure[] = []
  for (const kind of KINDS) figures.push(...(await runKind(kind)))
  return figures
}

async function runKind({ prefix, blobs, switches }: (typeof KINDS)[number]): Promise<Figure[]> {
  const hasCache = !missing('docker-registry', 'docker-registry')
  const hasNginx = !missing('nginx', 'nginx-light')
  const hasPodman = !missing('podman', 'podman')
  const registry = { latencyMs: LATENCY_MS, auth: 'token' as const, ...switches }
  return onStage({ registry, blobs, variables: { TAG_TTL_SECONDS: 3600 } }, async (stage) => {
    const { repository, tag } = await imageOf(stage)
    const image = `${repository}:${tag}`
    const far = `${stage.namespace}/${image}`
    const ways = [
      { name: 'gateway', reference: `${new URL(stage.gateway.url).host}/${image}` },
      { name: 'direct', reference: `${new URL(stage.registry.url).host}/${far}` },
      ...(hasNginx ? [{ name: 'nginx', reference: `${await startProxy(stage)}/${far}` }] : []),
      ...(hasCache ? [{ name: 'docker_registry', reference: `${await startCache(stage)}/${far}` }] : []),
    ]
    return [
      ...(await measure(stage, ways, { name: `${prefix}_wall`, pull: skopeoPull })),
      ...(blobs === 'resolve'
        ? await measure(stage, ways.slice(0, 2), {
            name: `${prefix}_later`,
            pull: skopeoPull,
            restMs: ADDRESSES_GONE_MS,
          })
        : []),
      ...(hasPodman ? await measure(stage, ways, { name: `${prefix}_again`, pull: podmanPull }) : []),
    ]
  })
}

type Manner = {
  name: string
  pull: (folder: string, way: Way) => Promise<void>
  /** How long nobody has asked for anything before each, milliseconds. */
  restMs?: number
}

async function measure(
  stage: Stage,
  ways: Way[],
  { name, pull: pullOnce, restMs = 0 }: Manner,
): Promise<Figure[]> {
  const asked = new Map(ways.map((way) => [way.name, new Array<number>()]))
  const timed = (way: Way) => async () => {
    await stage.registry.resetRequests()
    if (way.name === 'gateway') await delay(restMs)
    const begun = performance.now()
    await pullOnce(stage.folder, way)
    const took = performance.now() - begun
    const { counts } = await stage.registry.requests()
    asked.get(way.name)?.push(Object.values(counts).reduce((sum, count) => sum + count, 0))
    return took
  }
  for (const way of ways) await pullOnce(stage.folder, way)
  const [gateway = [], direct = [], ...others] = await interleaved(ROUNDS, ways.map(timed))
  const requests = (way: string) => median(asked.get(way) ?? [])
  return [
    figure(`${name}_ratio`, ratio(gateway, direct), 'ratio'),
    figure(`${name}_ms`, median(gateway), 'ms'),
    figure(`${name}_direct_ms`, median(direct), 'ms'),
    figure(`${name}_upstream_requests`, requests('gateway'), 'requests'),
    figure(`${name}_direct_upstream_requests`, requests('direct'), 'requests'),
    ...ways
      .slice(2)
      .flatMap((way, place) => [
        figure(`${name}_${way.name}_ms`, median(others[place] ?? []), 'ms'),
        figure(`${name}_${way.name}_upstream_requests`, requests(way.name), 'requests'),
      ]),
  ]
}

/** Everything anew each time. */
async function skopeoPull(folder: string, { name, reference }: Way): Promise<void> {
  const to = join(folder, `skopeo-${name}`)
  await rm(to, { recursive: true, force: true })
  const flags = ['copy', '--quiet', '--src-tls-verify=false', '--override-os=linux', '--override-arch=amd64']
  await run(...pinned('asking', ['skopeo', ...flags, `docker://${reference}`, `dir:${to}`]))
}

/** Into a store of its own, which has the image but for the first time: what a node does that looks for a newer one. */
async function podmanPull(folder: string, { name, reference }: Way): Promise<void> {
  const store = ['--root', join(folder, `podman-${name}`), '--runroot', join(folder, 'podman-run')]
  const flags = ['--storage-driver=vfs', 'pull', '--quiet', '--tls-verify=false', '--arch=amd64']
  await run(...pinned('asking', ['podman', ...store, ...flags, reference]))
}

/** Returns its host. */
async function startProxy(stage: Stage): Promise<string> {
  return new URL((await startReverseProxy(stage)).url).host
}

/** Debian's docker-registry as a pull-through cache, which carries every byte itself. Returns its host. */
async function startCache({ folder, registry, leave }: Stage): Promise<string> {
  const port = await findPort()
  const host = `127.0.0.1:${port}`
  const data = join(folder, 'docker-registry')
  await mkdir(data)
  const file = join(folder, 'docker-registry.yml')
  await writeFile(
    file,
    `version: 0.1
log: { level: error, accesslog: { disabled: true } }
storage: { filesystem: { rootdirectory: ${data} } }
http: { addr: "${host}" }
proxy: { remoteurl: "${registry.url}" }
`,
  )
  leave(startPinned('serving', ['docker-registry', 'serve', file]).stop)
  await untilAnswering(`http://${host}/v2/`)
  return host
}
