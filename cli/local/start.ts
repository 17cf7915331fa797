// `npm start`: runs the product until Ctrl-C.
import { relative } from 'node:path'
import { greeting } from './greeting.ts'
import { startLocal } from './local.ts'
import { HELP, parseOptions } from './option.ts'
import { PROJECT } from './project.ts'
import { aborted, stopSignal } from './signal.ts'
import { StartError } from './start-error.ts'

const signal = stopSignal()
const write = (text: string) => void process.stderr.write(text)

try {
  await main()
  process.exit(0)
} catch (error) {
  if (signal.aborted) process.exit(0) // asked to stop before it was up
  write(error instanceof StartError ? `${error.message}\n` : `${stackOf(error)}\n`)
  process.exit(1)
}

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2), process.env)
  if (options === null) {
    process.stdout.write(HELP)
    return
  }
  const local = await startLocal(options, { write, signal })
  const { demo, auth, state } = options
  process.stdout.write(greeting({ ...local, demo, auth, stateFlag: stateFlag(state) }))
  const died = await Promise.race([local.ended, aborted(signal)])
  await local.stop()
  if (died !== null) throw new StartError(died)
}

/** What wrangler must be told, in the project's folder, to find this run's state; nothing for the default. */
function stateFlag(state: string): string {
  const path = relative(PROJECT, state)
  if (path === '.wrangler/state') return ''
  const folder = path.startsWith('..') ? state : path
  return `--persist-to ${/^[\w./-]+$/.test(folder) ? folder : `'${folder}'`} `
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
