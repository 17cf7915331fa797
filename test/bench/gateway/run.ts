// A program run to its end, for what it prints.
import { spawn } from 'node:child_process'

const RUN_MS_MAX = 60_000

/** Throws with all that it printed if it fails. */
export function run(file: string, args: string[], env: Record<string, string> = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { timeout: RUN_MS_MAX, env: { ...process.env, ...env } })
    const said: string[] = []
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => said.push(text))
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0) resolve(said.join(''))
      else reject(new Error(`${file} ${args.join(' ')} ended with ${code}:\n${said.join('')}`))
    })
  })
}
