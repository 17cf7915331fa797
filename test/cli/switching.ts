// A gateway that answers by the contract of its control plane, before two stand-in registries: what `fairlead switch` acts on.
import * as z from 'zod'
import { type Ended, fairlead } from './fairlead.ts'
import { type Standing, type Web, serveStandIn, serveWeb } from './web.ts'

export const TOKEN = 'a-token-for-tests'

const CALM = {
  active: 'quay',
  /** Upstreams that the gateway has besides the two. */
  besides: [] as string[],
  /** Whether somebody has chosen it; else it is the first in the document. */
  isChosen: true,
  /** What was put a moment ago, if that is not what KV shows. */
  alsoServing: '',
  puts: 0,
  forced: false,
  /** KV takes its time: for so many looks an isolate goes by what it read. */
  looksUntilSeen: 0,
  /** For so many looks the probes hold ghcr back, and the last of them is after a good one. */
  looksUntilWell: 0,
  isSlow: false,
  isBroken: false,
  /** What the control plane answers a change with, in place of making it. */
  refusal: null as { status: number; body: object } | null,
  /** After how many seconds it says that everybody has a change; an older one does not say. */
  spreadSeconds: null as number | null,
  /** What the routes document publishes. */
  patterns: ['cert-manager-*'],
  /** Whether anything was ever pulled, by which a gateway knows what a pattern stands for. */
  hasPulled: true,
}

export type Switching = {
  gateway: Web
  standIns: Record<'quay' | 'ghcr', Standing>
  /** What a test sets, and what it looks at. */
  world: typeof CALM
  /** What whoever asked called itself. */
  agents: Set<string>
  /** As if nothing had happened. */
  calm: () => void
  run: (...args: string[]) => Promise<Ended>
  stop: () => Promise<void>
}

export async function createSwitching(): Promise<Switching> {
  const standIns = { quay: await serveStandIn('jetstack'), ghcr: await serveStandIn('other') }
  const world = { ...CALM }
  const agents = new Set<string>()
  const gateway = await serveWeb((request) => {
    agents.add(request.headers.get('User-Agent') ?? '')
    return answer(request, world, standIns)
  })
  return {
    gateway,
    agents,
    standIns,
    world,
    calm: () => {
      Object.assign(world, CALM)
      agents.clear()
      for (const { instead } of Object.values(standIns)) instead.answer = () => null
    },
    run: (...args) => fairlead(args, { FAIRLEAD_URL: gateway.url, FAIRLEAD_ADMIN_TOKEN: TOKEN }),
    stop: async () => {
      await Promise.all([gateway.stop(), standIns.quay.stop(), standIns.ghcr.stop()])
    },
  }
}

type World = Switching['world']
type StandIns = Switching['standIns']

const upstreamsOf = (standIns: StandIns) => ({
  quay: { registry: standIns.quay.url, namespace: 'jetstack', blobs: 'direct' },
  ghcr: { registry: standIns.ghcr.url, namespace: 'other', blobs: 'direct' },
})

/** A routes document that leads to both. */
export const documentOf = (standIns: StandIns, patterns: string[]) => ({
  upstreams: upstreamsOf(standIns),
  repositories: Object.fromEntries(patterns.map((pattern) => [pattern, {}])),
})
const inputSchema = z.object({ upstream: z.string(), force: z.boolean() })

async function answer(request: Request, world: World, standIns: StandIns): Promise<Response> {
  const upstreams = upstreamsOf(standIns)
  const { pathname } = new URL(request.url)
  if (pathname.startsWith('/admin/') && request.headers.get('Authorization') !== `Bearer ${TOKEN}`)
    return Response.json({ error: 'the token is not right' }, { status: 401 })
  if (pathname === '/admin/v1/routes' && world.isBroken) return new Response('{broken')
  if (pathname === '/admin/v1/routes') return Response.json(documentOf(standIns, world.patterns))
  if (pathname === '/admin/v1/upstream' && request.method === 'PUT') {
    const { upstream, force } = inputSchema.parse(await request.json())
    if (world.refusal !== null) return Response.json(world.refusal.body, { status: world.refusal.status })
    const before = world.active
    Object.assign(world, { active: upstream, isChosen: true, puts: world.puts + 1, forced: force })
    if (world.isSlow) await new Promise(() => null)
    const verification = force ? null : { ok: true }
    return Response.json({ active: upstream, before, verification, audit: 1, ...spreadOf(world) })
  }
  if (pathname === '/admin/v1/upstream')
    return Response.json({
      active: world.active,
      set: world.isChosen ? world.active : null,
      may_serve: [world.active, world.alsoServing].filter((name) => name !== ''),
      upstreams: ['quay', 'ghcr', ...world.besides],
    })
  if (pathname === '/api/v1/artifacts')
    return Response.json({
      columns: ['artifact', 'kind'],
      rows: world.hasPulled ? [['cert-manager-controller', 'image']] : [],
    })
  if (pathname === '/api/v1/status') return Response.json(statusOf(world, upstreams))
  return registryAnswer(pathname, upstreams[world.looksUntilWell > 0 ? 'quay' : activeAsSeen(world)])
}

function spreadOf({ spreadSeconds }: World): { everywhere_by?: string } {
  if (spreadSeconds === null) return {}
  return { everywhere_by: new Date(Date.now() + spreadSeconds * 1000).toISOString() }
}

function activeAsSeen(world: World): 'quay' | 'ghcr' {
  if (world.active === 'ghcr' && world.looksUntilSeen > 0) return 'quay'
  return world.active === 'ghcr' ? 'ghcr' : 'quay'
}

type Upstreams = ReturnType<typeof upstreamsOf>

function statusOf(world: World, upstreams: Upstreams) {
  world.looksUntilSeen -= 1
  world.looksUntilWell -= 1
  const each = Object.entries(upstreams).map(([name, { registry, namespace }]) => ({
    ...{ name, registry, namespace, state: 'up', since: null, why: null },
    ...(name === 'ghcr' ? illnessOf(world) : {}),
  }))
  return {
    active_upstream: activeAsSeen(world),
    upstreams: each,
    problems: [],
    numbers: { data_through: null },
  }
}

function illnessOf({ looksUntilWell: looks }: World) {
  if (looks <= 0) return {}
  return { state: looks === 1 ? 'recovering' : 'down', why: 'ping: status 503' }
}

async function registryAnswer(
  pathname: string,
  { registry, namespace }: Upstreams[keyof Upstreams],
): Promise<Response> {
  const there = `${registry}${pathname.replace('/v2/', `/v2/${namespace}/`)}`
  if (pathname.includes('/blobs/')) return new Response(null, { status: 307, headers: { Location: there } })
  const accept = 'application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json'
  return fetch(there, { headers: { Accept: accept } })
}
