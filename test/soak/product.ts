// `npm start` as a person starts it, in a folder of its own.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { getPlatformProxy } from 'wrangler'
import { readLocalRoutes } from '../../cli/local/routes.ts'
import { standInUpstream } from '../../cli/local/upstream.ts'
import { findPort } from '../registry/port.ts'

const PROJECT = resolve(import.meta.dirname, '../..')
const LOOPBACK = '127.0.0.1'
const READY_MS_MAX = 120_000

/** Nothing listens there: the documentation's pages are not asked about on the internet. */
export const SITE = 'https://docs.localhost'

export type Product = {
  url: string
  registryUrl: string
  pid: number
  /** What it has printed. */
  said: () => string
  hasEnded: () => boolean
  stop: () => Promise<void>
}

export async function startProduct(folder: string): Promise<Product> {
  const port = await findPort(LOOPBACK)
  const registryPort = await findPort(LOOPBACK)
  const state = join(folder, 'state')
  const child = spawn(process.execPath, [resolve(PROJECT, 'cli/local/start.ts'), '--state', state], {
    cwd: PROJECT,
    env: { ...process.env, PORT: String(port), REGISTRY_PORT: String(registryPort) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const kill = () => child.kill('SIGTERM')
  process.once('exit', kill)
  const words = listen(child)
  const url = `http://${LOOPBACK}:${port}`
  const registryUrl = `http://${LOOPBACK}:${registryPort}`
  const product = {
    url,
    registryUrl,
    pid: child.pid ?? 0,
    said: () => words.join(''),
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    stop: async () => {
      process.off('exit', kill)
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      kill()
      await ended
    },
  }
  await untilHealthy(product)
  await useOwnSite(state, registryUrl)
  await untilSiteIsKnown(product)
  return product
}

function listen({ stdout, stderr }: ChildProcess): string[] {
  const words: string[] = []
  for (const stream of [stdout, stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => words.push(text))
  return words
}

async function until(product: Product, what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (const giveUp = Date.now() + READY_MS_MAX; Date.now() < giveUp && !product.hasEnded();) {
    if (await isSo().catch(() => false)) return
    await delay(100)
  }
  throw new Error(`npm start: ${what} did not come about. It said:\n${product.said()}`)
}

async function untilHealthy(product: Product): Promise<void> {
  await until(product, 'health', async () => (await fetch(`${product.url}/healthz`)).ok)
}

async function useOwnSite(state: string, registryUrl: string): Promise<void> {
  const local = await readLocalRoutes({ upstreams: standInUpstream(registryUrl), auth: 'anonymous' })
  const routes = JSON.stringify({ ...(JSON.parse(local) as object), sites: { docs: [SITE] } })
  const { env, dispose } = await getPlatformProxy<Pick<Env, 'CONFIG'>>({
    configPath: resolve(PROJECT, 'wrangler.toml'),
    persist: { path: join(state, 'v3') },
    remoteBindings: false,
  })
  try {
    await env.CONFIG.put('routes', routes)
  } finally {
    await dispose()
  }
}

/** A HEAD is not counted. A page of a site that is not known gets no day to remember. */
async function untilSiteIsKnown(product: Product): Promise<void> {
  await until(product, 'the site of the soak', async () => {
    const headers = { Referer: `${SITE}/` }
    const response = await fetch(`${product.url}/pixel/docs.gif`, { method: 'HEAD', headers })
    return response.headers.has('Last-Modified')
  })
}
