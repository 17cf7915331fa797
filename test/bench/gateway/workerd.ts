// Plain `workerd serve`, without the proxies of `wrangler dev`: its configuration, as text.
import { writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { z } from 'zod'
import { type Pinned, type Side, startPinned, untilAnswering } from './pinned.ts'

export type Worker = {
  name: string
  /** A file in the folder of the configuration. */
  module: string
  compatibilityDate: string
  /** Each as Cap'n Proto text: `(name = "A", text = "b")`. */
  bindings: string[]
  /** Where the Cache API leads, if it is wanted. */
  cache?: string
}

/** A module that a wrapped binding is made of. */
export type Extension = { name: string; module: string }

export type Socket = { port: number; service: string; entrypoint?: string }

export type Serving = {
  workers: Worker[]
  sockets: Socket[]
  /** Servers elsewhere on this machine, by the name that bindings have for them. */
  externals?: Record<string, number>
  extensions?: Extension[]
}

const LOOPBACK = '127.0.0.1'

// Its main module is the path of its program.
const loaded: unknown = createRequire(import.meta.resolve('miniflare'))('workerd')
const { default: workerdPath } = z.object({ default: z.string() }).parse(loaded)

/** Writes `<name>.capnp` into the folder and runs it; ready once the first socket answers. */
export async function startWorkerd(
  folder: string,
  name: string,
  side: Side,
  serving: Serving,
): Promise<Pinned> {
  const running = startPinned(side, await workerdCommand(folder, name, serving))
  await untilAnswering(`http://${LOOPBACK}:${serving.sockets[0]?.port ?? 0}/v2/`)
  return running
}

export async function workerdCommand(folder: string, name: string, serving: Serving): Promise<string[]> {
  const file = join(folder, `${name}.capnp`)
  await writeFile(file, configText(serving))
  return [workerdPath, 'serve', file]
}

export function text(name: string, value: string): string {
  return `(name = ${JSON.stringify(name)}, text = ${JSON.stringify(value)})`
}

function configText({ workers, sockets, externals = {}, extensions = [] }: Serving): string {
  const services = [
    '(name = "internet", network = (allow = ["public", "private"]))',
    ...Object.entries(externals).map(
      ([name, port]) => `(name = "${name}", external = (address = "${LOOPBACK}:${port}", http = ()))`,
    ),
    ...workers.map(({ name }) => `(name = "${name}", worker = .${name})`),
  ]
  return [
    'using Workerd = import "/workerd/workerd.capnp";',
    `const config :Workerd.Config = (\n  services = [\n    ${services.join(',\n    ')}\n  ],\n  sockets = [\n    ${sockets
      .map(socketText)
      .join(
        ',\n    ',
      )}\n  ],\n  extensions = [(modules = [${extensions.map(extensionText).join(', ')}])]\n);`,
    ...workers.map(workerText),
  ].join('\n')
}

function extensionText({ name, module }: Extension): string {
  return `(name = "${name}", internal = true, esModule = embed "${module}")`
}

function socketText({ port, service, entrypoint }: Socket): string {
  const designator =
    entrypoint === undefined ? `"${service}"` : `(name = "${service}", entrypoint = "${entrypoint}")`
  // As Cloudflare does it, what is known of the client's network comes along, here in a header that the load carries.
  return `(name = "${port}", address = "${LOOPBACK}:${port}", http = (cfBlobHeader = "CF-Blob"), service = ${designator})`
}

function workerText({ name, module, compatibilityDate, bindings, cache }: Worker): string {
  return `const ${name} :Workerd.Worker = (
  modules = [(name = "${module}", esModule = embed "${module}")],
  compatibilityDate = "${compatibilityDate}",
  bindings = [\n    ${bindings.join(',\n    ')}\n  ],${cache === undefined ? '' : `\n  cacheApiOutbound = "${cache}",`}
);`
}
