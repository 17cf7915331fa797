// Runs the command line and turns what happens into an exit code.
import { type Command, CommanderError } from 'commander'
import { CommandFailure, EXIT } from './failure.ts'
import { createTerminal } from './terminal.ts'

/** Resolves to the exit code; a command sets `process.exitCode` itself where its answer is no. */
export async function runProgram(program: Command, argv: string[]): Promise<number> {
  try {
    await program.parseAsync(argv)
    return Number(process.exitCode ?? 0)
  } catch (error) {
    // Help and the version, asked for, end with 0.
    if (error instanceof CommanderError && error.exitCode === 0) return 0
    const sentence = sentenceOf(error)
    if (sentence === null) throw error
    // Commander has told people already.
    if (error instanceof CommandFailure) process.stderr.write(`fairlead: ${error.message}\n`)
    createTerminal({ json: wantsJson(argv) }).answer({ error: sentence })
    return EXIT.failed
  }
}

/** One line; null for what nobody foresaw. */
function sentenceOf(error: unknown): string | null {
  if (error instanceof CommandFailure) return oneLine(error.message)
  if (!(error instanceof CommanderError)) return null
  if (error.code === 'commander.help') return 'say which command; fairlead --help names them'
  return oneLine(error.message.replace(/^error: /, ''))
}

const oneLine = (text: string) => text.replace(/\s*\n\s*/g, ' ').trim()

/** From the bare arguments, since wrong usage may have stopped commander before it came to the option. */
function wantsJson(argv: string[]): boolean {
  const end = argv.indexOf('--')
  return argv.slice(0, end < 0 ? undefined : end).includes('--json')
}
