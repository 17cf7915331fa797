// A wrangler that answers as told, and notes how it was called.
import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Program } from '../../cli/deploy/wrangler.ts'

export type Reply = { code?: number; out?: string; err?: string }
/** The first whose words are in the command counts; a command that none fits succeeds without a word. */
export type Script = [words: string, reply: Reply][]

/** What wrangler says when it builds. */
export const BUILD: Script = [['--dry-run', { out: 'Total Upload: 600.00 KiB / gzip: 140.00 KiB\n' }]]

export type FakeWrangler = { program: Program; calls: () => Promise<string[]> }

const [, self, scriptFile, ...args] = process.argv
if (self === import.meta.filename && scriptFile !== undefined)
  await play(scriptFile, args.join(' ').replaceAll('\n', ' '))

export async function fakeWrangler(folder: string, script: Script): Promise<FakeWrangler> {
  const file = join(folder, 'script.json')
  await writeFile(file, JSON.stringify(script))
  await writeFile(`${file}.calls`, '')
  return {
    program: { file: process.execPath, args: [import.meta.filename, file], env: {} },
    calls: async () => (await readFile(`${file}.calls`, 'utf8')).split('\n').filter((line) => line !== ''),
  }
}

async function play(file: string, command: string): Promise<void> {
  await appendFile(`${file}.calls`, `${command}\n`)
  // As it was written above.
  const script = JSON.parse(await readFile(file, 'utf8')) as Script
  const [, reply] = script.find(([words]) => command.includes(words)) ?? []
  process.stdout.write(reply?.out ?? '')
  process.stderr.write(reply?.err ?? '')
  process.exitCode = reply?.code ?? 0
}
