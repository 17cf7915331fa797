// Debian's docker-registry: an upstream that was written by other people than the stand-in's.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Asked } from './asked.ts'
import { commandOf, environmentIn } from './command.ts'
import { startDaemon } from './daemon.ts'
import { findPort } from '../registry/port.ts'
import type { StandIn } from './stand-in.ts'

export const debianPrograms = ['docker-registry', 'skopeo']

export type DebianRegistry = {
  url: string
  /** Copies every image of another registry, all platforms, digest for digest. */
  fill: (from: StandIn) => Promise<void>
  asked: () => Promise<Asked[]>
  forget: () => Promise<void>
  stop: () => Promise<unknown>
}

export async function startDebianRegistry(folder: string): Promise<DebianRegistry> {
  const port = await findPort()
  const config = join(folder, 'config.yml')
  await writeFile(config, configOf(folder, port))
  const daemon = await startDaemon({
    what: 'docker-registry',
    program: 'docker-registry',
    args: ['serve', config],
    env: environmentIn(folder),
    cwd: folder,
    ready: /listening on 127\.0\.0\.1/,
  })
  const skopeo = commandOf(folder, 'skopeo')
  let forgotten = 0
  return {
    url: `http://127.0.0.1:${port}`,
    fill: async (from) => {
      const { images } = await from.content()
      for (const name of new Set(images.map(({ repository, tag }) => `${repository}:${tag}`)))
        await skopeo(
          ...['copy', '--all', '--preserve-digests', '--src-tls-verify=false', '--dest-tls-verify=false'],
          `${from.url.replace('http:', 'docker:')}/${name}`,
          `docker://127.0.0.1:${port}/${name}`,
        )
    },
    asked: () => Promise.resolve(parseAccessLog(daemon.output().slice(forgotten))),
    forget: () => {
      forgotten = daemon.output().length
      return Promise.resolve()
    },
    stop: daemon.stop,
  }
}

function configOf(folder: string, port: number): string {
  return JSON.stringify({
    version: 0.1,
    storage: { filesystem: { rootdirectory: join(folder, 'content') } },
    http: { addr: `127.0.0.1:${port}` },
  })
}

// `127.0.0.1 - - [date] "GET /v2/ HTTP/1.1" 200 2 "" "skopeo/1.9.3"`
function parseAccessLog(text: string): Asked[] {
  const lines = text.matchAll(/"([A-Z]+) (\S+) HTTP\/1\.\d" (\d+) \d+ "[^"]*" "([^"]*)"$/gm)
  return [...lines].map(([, method = '', address = '', status, userAgent = '']) => ({
    method,
    path: address.replace(/\?.*/, ''),
    status: Number(status),
    userAgent,
    authorized: false, // it does not say, and asks for no login
  }))
}
