// Runs the command line and turns what happens into an exit code.
import { type Command, CommanderError } from 'commander'
import { CommandFailure, EXIT } from './failure.ts'

/** Resolves to the exit code; a command sets `process.exitCode` itself where its answer is no. */
export async function runProgram(program: Command, argv: string[]): Promise<number> {
  try {
    await program.parseAsync(argv)
    return Number(process.exitCode ?? 0)
  } catch (error) {
    // Commander has said what was wrong already; help asked for ends with 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT.failed
    if (!(error instanceof CommandFailure)) throw error
    process.stderr.write(`fairlead: ${error.message}\n`)
    return EXIT.failed
  }
}
