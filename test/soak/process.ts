// What runs below `npm start`, as Linux tells it: its workerds, their memory and the ports they listen on.
import { readFile, readdir, readlink } from 'node:fs/promises'

const LISTENING = '0A'
const KILOBYTE = 1024

export type Workerd = { pid: number; bytes: number; hasInspector: boolean }

/** The gateway's own, with the simulators of KV, D1, cache and queue; the stand-in registry's. */
export async function workerdsBelow(pid: number): Promise<Workerd[]> {
  const found = await Promise.all((await descendants(pid)).map(workerdOf))
  return found.filter((one) => one !== null)
}

async function descendants(pid: number): Promise<number[]> {
  const text = await read(`/proc/${pid}/task/${pid}/children`)
  const children = text.split(' ').filter(Boolean).map(Number)
  return [...children, ...(await Promise.all(children.map(descendants))).flat()]
}

async function workerdOf(pid: number): Promise<Workerd | null> {
  const status = await read(`/proc/${pid}/status`)
  const bytes = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * KILOBYTE
  if (!/^Name:\s+workerd$/m.test(status) || bytes === 0) return null
  return { pid, bytes, hasInspector: (await read(`/proc/${pid}/cmdline`)).includes('--inspector-addr') }
}

export async function portsOf(pid: number): Promise<number[]> {
  const folder = `/proc/${pid}/fd`
  const opened = await readdir(folder).catch(() => [])
  const links = await Promise.all(opened.map((name) => readlink(`${folder}/${name}`).catch(() => '')))
  const sockets = new Set(links)
  return (await read(`/proc/${pid}/net/tcp`)).split('\n').flatMap((line) => {
    const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/)
    return state === LISTENING && sockets.has(`socket:[${inode}]`)
      ? [Number.parseInt(local.split(':')[1] ?? '', 16)]
      : []
  })
}

/** A process may end while it is looked at. */
async function read(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '')
}
