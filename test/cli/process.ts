// Who started whom, as Linux tells it.
import { readFile, readdir } from 'node:fs/promises'

type Entry = { pid: number; parent: number; state: string }

/** Its children, their children and so on, the nearest first. */
export async function descendantsOf(pid: number): Promise<number[]> {
  const all = await findProcesses()
  const found = [pid]
  for (const each of found)
    found.push(...all.filter(({ parent }) => parent === each).map((child) => child.pid))
  return found.slice(1)
}

/** One that has ended, but that nobody has asked about yet, is not. */
export async function isAlive(pid: number): Promise<boolean> {
  const entry = await findProcess(pid)
  return entry !== null && entry.state !== 'Z'
}

async function findProcesses(): Promise<Entry[]> {
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 0)
  return (await Promise.all(pids.map(findProcess))).filter((entry) => entry !== null)
}

// `1234 (name of it) S 1 …`
async function findProcess(pid: number): Promise<Entry | null> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  const [, state, parent] = /^.*\) (\w) (\d+) /s.exec(line) ?? []
  return state === undefined ? null : { pid, parent: Number(parent), state }
}
