// Runs the command line and turns what happens into an exit code.
import { type Command, CommanderError } from 'commander'
import { EXIT } from './exit.ts'
import { CommandFailure, UsageFailure } from './failure.ts'
import { createTerminal } from './terminal.ts'

/** Resolves to the exit code; a command sets `process.exitCode` itself where its answer is no. */
export async function runProgram(program: Command, argv: string[]): Promise<number> {
  try {
    await program.parseAsync(argv)
    return Number(process.exitCode ?? EXIT.done)
  } catch (error) {
    // Help and the version, asked for, end with 0.
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done
    return tellFailure(error, argv)
  }
}

/** Says what went wrong, to programs too where they asked for it, and returns the exit code. */
export function tellFailure(error: unknown, argv: string[]): number {
  const { code, sentence, shown } = failureOf(error)
  if (shown !== null) process.stderr.write(`fairlead: ${shown}\n`)
  createTerminal({ json: wantsJson(argv) }).answer({ error: sentence })
  return code
}

/** `sentence` is one line, `shown` what a person is told: null where commander has told them already. */
type Failure = { code: number; sentence: string; shown: string | null }

function failureOf(error: unknown): Failure {
  if (error instanceof CommandFailure) {
    const code = error instanceof UsageFailure ? EXIT.usage : EXIT.failed
    return { code, sentence: oneLine(error.message), shown: error.message }
  }
  if (error instanceof CommanderError) {
    const isBare = error.code === 'commander.help'
    const sentence = isBare ? 'say which command; fairlead --help names them' : error.message
    return { code: EXIT.usage, sentence: oneLine(sentence.replace(/^error: /, '')), shown: null }
  }
  const what = error instanceof Error ? error.message : String(error)
  const trace = error instanceof Error ? (error.stack ?? what) : what
  return {
    code: EXIT.unforeseen,
    sentence: oneLine(`nobody foresaw this: ${what}`),
    shown: `nobody foresaw this, please report it; it says nothing about what was asked\n${trace}`,
  }
}

const oneLine = (text: string) => text.replace(/\s*\n\s*/g, ' ').trim()

/** From the bare arguments, since wrong usage may have stopped commander before it came to the option. */
function wantsJson(argv: string[]): boolean {
  const end = argv.indexOf('--')
  return argv.slice(0, end < 0 ? undefined : end).includes('--json')
}
