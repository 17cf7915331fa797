// A bare Worker that gives the product's own answer, headers included, to everybody.
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { findPort } from '../../registry/port.ts'
import { bundle } from '../bundle.ts'
import { COMPATIBILITY_DATE } from './product.ts'
import type { Server } from './server.ts'
import type { Answer, Shape } from './shape.ts'
import type { Stage } from './stage.ts'
import { type Serving, startWorkerd } from './workerd.ts'

/** `bare` as everybody writes one; `tuned` has made its headers before. */
export async function startBare(
  { folder, leave }: Stage,
  { name, answer }: Shape,
  kind: 'bare' | 'tuned',
): Promise<Server> {
  const port = await findPort()
  const serving = await bareServing(folder, { name, port, answer, isTuned: kind === 'tuned' })
  const running = await startWorkerd(folder, `${kind}-${name}`, 'serving', serving)
  leave(running.stop)
  return { name: kind, url: `http://127.0.0.1:${port}`, pid: running.pid }
}

type Bare = { name: string; port: number; answer: Answer; isTuned?: boolean }

export async function bareServing(
  folder: string,
  { name, port, answer, isTuned = false }: Bare,
): Promise<Serving> {
  await writeFile(join(folder, 'bare.js'), await bundle(resolve(import.meta.dirname, 'bare.ts')))
  await writeFile(join(folder, `${name}.bytes`), answer.bytes)
  const bindings = [
    `(name = "STATUS", json = "${answer.status}")`,
    `(name = "HEADERS", json = ${JSON.stringify(JSON.stringify(answer.headers))})`,
    `(name = "IS_TUNED", json = "${isTuned}")`,
    `(name = "BODY", data = embed "${name}.bytes")`,
  ]
  const worker = { name: 'bare', module: 'bare.js', compatibilityDate: COMPATIBILITY_DATE, bindings }
  return { workers: [worker], sockets: [{ port, service: 'bare' }] }
}
