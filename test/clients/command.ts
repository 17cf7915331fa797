// Runs one command of a client to its end.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const COMMAND_MS_MAX = 60_000
const OUTPUT_BYTES_MAX = 64 * 1024 * 1024

export type Command = (...args: string[]) => Promise<string>

/** A program with the arguments it always gets; each call gives the rest and returns what was printed. */
export function commandOf(folder: string, program: string, always: string[] = []): Command {
  return async (...args) => {
    try {
      const { stdout } = await promisify(execFile)(program, [...always, ...args], {
        cwd: folder,
        env: environmentIn(folder),
        timeout: COMMAND_MS_MAX,
        maxBuffer: OUTPUT_BYTES_MAX,
      })
      return stdout
    } catch (error) {
      throw new Error(`${program} ${args.join(' ')}: ${reasonOf(error)}`, { cause: error })
    }
  }
}

/** Where programs are, and where Node keeps what it has compiled of them. */
const SEEN = ['PATH', 'NODE_COMPILE_CACHE']

/** The clients must see nothing of the person who runs the tests: no logins, no mirrors, no proxies. */
export function environmentIn(folder: string): NodeJS.ProcessEnv {
  const hidden = Object.keys(process.env).filter((name) => !SEEN.includes(name))
  const nothing = Object.fromEntries(hidden.map((name) => [name, undefined]))
  return { ...process.env, ...nothing, HOME: folder, TMPDIR: folder, XDG_RUNTIME_DIR: folder }
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && 'stderr' in error && String(error.stderr).trim() !== '')
    return String(error.stderr).trim()
  return String(error)
}
