// The routes document of a local run: the worked example with this run's upstreams in place of its own. The stand-in
// registry has release files and a Helm repository too; before other registries, those are where the example says.
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { RoutesDocument } from '../../src/routing/document.ts'
import { parseRoutes } from '../../src/routing/parse.ts'
import type { Auth } from './option.ts'
import { PROJECT } from './project.ts'
import { StartError } from './start-error.ts'
import { STAND_IN_NAME, type Upstreams } from './upstream.ts'

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
  const registry = upstreams[STAND_IN_NAME]?.registry ?? null
  const downloads = registry === null ? {} : standInDownloads(document, registry)
  return JSON.stringify({ ...document, auth, upstreams, repositories, ...downloads }, null, 2)
}

/** The same paths of ours, led to the stand-in. */
function standInDownloads({ files, helm }: RoutesDocument, registry: string) {
  const moved = (address: string) => registry + address.slice(address.indexOf('/', 'https://'.length))
  return {
    files: Object.fromEntries(
      Object.entries(files).map(([path, route]) => [path, { ...route, to: route.to.map(moved) }]),
    ),
    helm: Object.fromEntries(Object.keys(helm).map((path) => [path, `${registry}/helm`])),
  }
}
