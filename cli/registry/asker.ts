// How the command line asks upstreams: with the gateway's own client, this machine's network and its environment.
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { createUpstreamTokens } from '../../src/gateway/upstream-token.ts'
import { type Asker, upstreamRegistry } from '../../src/gateway/upstream-registry.ts'
import type { Routes } from '../../src/routing/routes.ts'
import { PATIENT, createPatience } from '../../src/verify/patience.ts'
import type { Registry } from '../../src/verify/registry.ts'
import type { Terminal } from '../command/terminal.ts'
import { proxyFor } from '../doctor/proxy.ts'
import { reasonOf } from '../gateway/reason.ts'

const ASSETS = resolve(import.meta.dirname, '../../assets')
const REQUEST_TIMEOUT_MS = 20_000

/** What asking takes in a Worker, of what a process has. */
export const EDGE: Asker['edge'] = {
  env: process.env,
  settings: { upstreamTimeoutMs: REQUEST_TIMEOUT_MS },
  deadlineAt: Infinity,
  onRequest: () => undefined,
  readAsset: (name) => readFile(join(ASSETS, name), 'utf8'),
  waitUntil: () => undefined,
  whyOf: (error, url) =>
    isProxied(url) ? `${reasonOf(error)} (asked through HTTPS_PROXY)` : reasonOf(error),
}

/** Then it may be the proxy that is not there, and its name that nobody knows. */
function isProxied(url: string): boolean {
  try {
    return proxyFor(new URL(url), process.env) !== null
  } catch {
    // Of a kind that Node asks and docker does not, such as socks5://.
    return true
  }
}

/** One client for each upstream: each has limits of its own. */
export function askerOf(routes: Routes, upstream: string, terminal: Terminal): Asker {
  return {
    edge: EDGE,
    tokens: createUpstreamTokens(),
    patience: createPatience({
      ...PATIENT,
      wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      onWait: (ms, why) => terminal.progress(`${why}; going on in ${Math.ceil(ms / 1000)} s`),
    }),
    refusedBecause: missingLogin(routes, upstream),
  }
}

export function registryOf(routes: Routes, upstream: string, terminal: Terminal): Registry {
  return upstreamRegistry(askerOf(routes, upstream, terminal), routes, upstream)
}

/** What to do where "no such repository" may only mean that nobody has logged in; null where it means what it says. */
export function missingLogin(routes: Routes, upstream: string): string | null {
  const credentials = routes.upstreams.find(({ name }) => name === upstream)?.credentials
  if (credentials !== undefined)
    return isLogin(process.env[credentials])
      ? null
      : `set ${credentials} to user:password, as the gateway has it`
  return routes.auth === 'token'
    ? 'a private one cannot be read: give the upstream "credentials", and their variable user:password'
    : null
}

export function isLogin(secret: string | undefined): boolean {
  return /^[^:]+:./.test(secret ?? '')
}
