// A folder of files, and the command run in it as a person runs it.
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'

export type Files = Record<string, string>
export type Ended = { code: number; stdout: string; stderr: string }

/** Texts have one character for each byte. */
export function createFolder(files: Files): string {
  const root = mkdtempSync(join(tmpdir(), 'rewrite-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text, 'latin1')
  }
  return root
}

export function filesIn(root: string): Files {
  const paths = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((path) => !path.startsWith('.git/'))
  return Object.fromEntries(paths.sort().map((path) => [path, readFileSync(join(root, path), 'latin1')]))
}

export async function createCheckout(files: Files): Promise<string> {
  const root = createFolder(files)
  await git(root, 'init', '-q')
  return root
}

export const git = (root: string, ...args: string[]): Promise<Ended> => run('git', ['-C', root, ...args])

export const rewriteCommand = (...args: string[]): Promise<Ended> =>
  run(process.execPath, ['cli/fairlead.ts', 'rewrite', ...args])

export function run(command: string, args: string[], { input = '', env = {} } = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { encoding: 'latin1', maxBuffer: 1 << 26, env: { ...process.env, ...env } } as const
    const child = execFile(command, args, options, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, stdout, stderr })
    })
    // Whoever reads none of it may have ended before.
    child.stdin?.on('error', () => null).end(input, 'latin1')
  })
}
