// `fairlead rewrite`: moves a checkout's references from an old home to a new one, or shows what would move.
import { realpathSync, statSync } from 'node:fs'
import type { Command } from 'commander'
import { EXIT, exitHelp } from '../command/exit.ts'
import { CommandFailure, UsageFailure } from '../command/failure.ts'
import { createTerminal, type Terminal } from '../command/terminal.ts'
import { toByteText } from './byte-text.ts'
import { carryOut } from './carry-out.ts'
import { colouredDiff } from './colour.ts'
import { documentOf } from './document.ts'
import { diffOf, quoted } from './hunk.ts'
import { parseMoves } from './move.ts'
import { createOutput } from './output.ts'
import { patternOf } from './pattern.ts'
import { reportOf } from './report.ts'
import { createSelection } from './selection.ts'
import { type Survey, survey } from './survey.ts'

type Options = {
  map: string[]
  skip: string[]
  include: string[]
  write: boolean
  check: boolean
  json: boolean
}

const collect = (value: string, before: string[]): string[] => [...before, value]

export function addRewrite(program: Command): void {
  program
    .command('rewrite')
    .description(
      "Move a checkout's references from an old home to a new one; shows a diff until told to --write.",
    )
    .argument('<dir>', 'the checkout, or any folder')
    .option(
      '--map <old=new>',
      'such as quay.io/jetstack=downloads.example.org; as often as needed',
      collect,
      [],
    )
    .option('--skip <glob>', 'leave these files alone too; as often as needed', collect, [])
    .option(
      '--include <glob>',
      'rewrite these though they are left alone by themselves, such as a changelog',
      collect,
      [],
    )
    .option('--write', 'change the files, each of them whole or not at all', false)
    .option('--check', 'for CI: change nothing, and end with 1 where there is something to change', false)
    .addHelpText('after', exitHelp('rewrite'))
    .action((dir: string, _options: unknown, command: Command) =>
      rewrite(dir, command.optsWithGlobals<Options>()),
    )
}

async function rewrite(dir: string, options: Options): Promise<void> {
  const moves = parseMoves(options.map)
  if (options.write && options.check)
    throw new UsageFailure('--check changes nothing; leave it or --write out')
  const root = folderAt(dir)
  const terminal = createTerminal(options)
  const found = await survey(
    { root, pattern: patternOf(moves), selection: createSelection(options) },
    (done, of) => terminal.progress(`${done} of ${of} files read`),
  )
  terminal.settle()
  const files = found.files.filter(({ edits }) => edits.length > 0)
  const isDue = files.length > 0
  if (options.write) keepWritten(found, carryOut(root, found, found.failed))
  if (options.json) terminal.answer(documentOf(found, options.write))
  else await show(found, { dir, written: options.write, terminal })
  if (options.check && isDue) process.exitCode = EXIT.no
  if (found.failed.length > 0) process.exitCode = EXIT.failed
}

/** What could not be written has not changed, whatever was found in it. */
function keepWritten(found: Survey, written: Survey['files']): void {
  found.files = found.files
    .map((file) => (written.includes(file) ? file : { ...file, edits: [] }))
    .filter(({ edits, left }) => edits.length + left.length > 0)
}

async function show(
  found: Survey,
  { dir, written, terminal }: { dir: string; written: boolean; terminal: Terminal },
): Promise<void> {
  const out = createOutput(process.stdout)
  for (const file of found.files.filter(({ edits }) => edits.length > 0)) {
    if (written) await out(toByteText(`changed ${quoted(file.path)} (${file.edits.length})\n`))
    else await out(colouredDiff(diffOf(file), terminal.paint))
  }
  for (const line of reportOf({ survey: found, written, dir })) process.stderr.write(`${line}\n`)
}

function folderAt(dir: string): string {
  try {
    const root = realpathSync(dir)
    if (statSync(root).isDirectory()) return root
  } catch {
    throw new CommandFailure(`there is no ${dir} to rewrite; give the folder of a checkout`)
  }
  throw new CommandFailure(`${dir} is no folder; give the folder that it is in, and --skip what shall stay`)
}
