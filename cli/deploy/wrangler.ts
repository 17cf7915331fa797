// Wrangler as a program: the one in node_modules, never asking anybody anything.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { PROJECT } from '../local/project.ts'
import { adviceOf } from './advice.ts'
import { DeployError } from './deploy-error.ts'

export type Answer = { code: number; out: string; problem: string }

export type Wrangler = {
  /** Whatever comes of it. */
  run: (...args: string[]) => Promise<Answer>
  /** Its standard output. Throws a DeployError with what to do where it fails; `doing` is what cannot be done then. */
  must: (doing: string, ...args: string[]) => Promise<string>
}

/** `env`: variables beside those of this process. */
export type Program = { file: string; args: string[]; env: Record<string, string> }

export const NODE_WRANGLER: Program = {
  file: process.execPath,
  args: [
    '--no-warnings',
    // Its start makes more garbage than V8 begins with room for: a sixth of its time would go into collecting that.
    '--min-semi-space-size=64',
    // Its `bin` would only start this one, which takes a tenth of a second, up to twenty times a deploy.
    resolve(PROJECT, 'node_modules/wrangler/wrangler-dist/cli.js'),
  ],
  env: {},
}

/** Longer than any upload; whatever hangs is ended. */
const WRANGLER_MS_MAX = 5 * 60_000

const QUIET = {
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_HIDE_BANNER: 'true',
  NO_COLOR: '1',
  FORCE_COLOR: '0',
}

/** `config` stands behind every command, so that no other file of settings is ever taken. */
export function createWrangler(program: Program, config: string): Wrangler {
  const run = async (...args: string[]): Promise<Answer> => {
    const child = spawn(program.file, [...program.args, ...args, '--config', config], {
      cwd: PROJECT,
      env: { ...process.env, ...program.env, ...QUIET },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: WRANGLER_MS_MAX,
    })
    const [out, err] = [collect(child.stdout), collect(child.stderr)]
    await once(child, 'close')
    return { code: child.exitCode ?? 1, out: out(), problem: problemOf(err() || out()) }
  }
  return {
    run,
    must: async (doing, ...args) => {
      const { code, out, problem } = await run(...args)
      if (code === 0) return out
      throw new DeployError(`Cannot ${doing}.\n${adviceOf(problem)}`)
    },
  }
}

function collect(stream: NodeJS.ReadableStream): () => string {
  const parts: string[] = []
  stream.setEncoding('utf8')
  stream.on('data', (text: string) => parts.push(text))
  return () => parts.join('')
}

/** What wrangler says is wrong, without its colours, its bug report and where its log lies. */
function problemOf(text: string): string {
  const plain = text.replace(/\u001b\[[0-9;]*m/g, '')
  return plain
    .replace(/^✘ \[ERROR\] /gm, '')
    .split('\n')
    .map((line) => line.trimEnd())
    .filter(
      (line) => line.trim() !== '' && !/Logs were written to|--temporary|please open an issue|🌀/.test(line),
    )
    .join('\n')
}
