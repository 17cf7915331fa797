// Load from wrk: as many connections as there are, each asking again as soon as it has been answered.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from './run.ts'
import { pinned } from './pinned.ts'

const CONNECTIONS = 32

export type Asking = { path: string; headers: Record<string, string> }

export type Load = { requests: number; perSecond: number; connections: number }

/** The requests in turn, each a different client's; wrk makes them beforehand and then only sends them. */
export async function writeScript(folder: string, name: string, asked: Asking[]): Promise<string> {
  const quoted = (value: string) => `'${value.replaceAll(/['\\]/g, String.raw`\$&`)}'`
  const table = (headers: Asking['headers']) =>
    `{${Object.entries(headers)
      .map(([key, value]) => `[${quoted(key)}]=${quoted(value)}`)
      .join(',')}}`
  const lines = asked.map(
    ({ path, headers }) => `made[#made+1] = wrk.format('GET', ${quoted(path)}, ${table(headers)})`,
  )
  const file = join(folder, `${name}.lua`)
  const script = `local made = {}\nlocal at = 0\nfunction init()\n${lines.join('\n')}\nend
function request()\n  at = at % #made + 1\n  return made[at]\nend\n`
  await writeFile(file, script)
  return file
}

/** Throws if anything was answered with an error, or not at all. */
export async function load(url: string, script: string, seconds: number): Promise<Load> {
  const flags = ['-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, '-s', script]
  const said = await run(...pinned('asking', ['wrk', ...flags, url]))
  if (/Non-2xx|Socket errors/.test(said)) throw new Error(`under load ${url} did not always answer:\n${said}`)
  const [, requests] = /(\d+) requests in/.exec(said) ?? []
  const [, perSecond] = /Requests\/sec:\s+([\d.]+)/.exec(said) ?? []
  return { requests: Number(requests), perSecond: Number(perSecond), connections: CONNECTIONS }
}
