// The routes document of a local run: the worked example with this run's upstreams in place of its own.
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parseRoutes } from '../../src/routing/parse.ts'
import type { Auth } from './option.ts'
import { PROJECT } from './project.ts'
import { StartError } from './start-error.ts'
import type { Upstreams } from './upstream.ts'

const EXAMPLE = 'config/cert-manager.json'

type Wanted = { upstreams: Upstreams; auth: Auth }

/** The text for the KV key `routes`. */
export async function readLocalRoutes(wanted: Wanted): Promise<string> {
  return localRoutes(await readFile(resolve(PROJECT, EXAMPLE), 'utf8'), wanted)
}

/** Repositories stay, but what they say about the example's upstreams (other names, `only`) means nothing here. */
export function localRoutes(example: string, { upstreams, auth }: Wanted): string {
  const { document, problems } = parseRoutes(example)
  if (document === null) throw new StartError(`${EXAMPLE} is not valid:\n  ${problems.join('\n  ')}`)
  const repositories = Object.fromEntries(Object.keys(document.repositories).map((name) => [name, {}]))
  return JSON.stringify({ ...document, auth, upstreams, repositories }, null, 2)
}
