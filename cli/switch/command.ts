// `fairlead switch`: moves the whole domain to another upstream.
import { type Command, InvalidArgumentError } from 'commander'
import * as z from 'zod'
import { reason } from '../../src/admin/input.ts'
import { exitHelp } from '../command/exit.ts'
import { count, globalsOf } from '../command/global.ts'
import { gatewayOf } from '../gateway/gateway.ts'
import { switchUpstream } from './switch.ts'

const optionsSchema = z.object({
  force: z.boolean().default(false),
  tags: z.number(),
  reason: z.string().optional(),
})

/** As the gateway takes it, before anything is done. Throws what commander shows. */
function taken(text: string): string {
  const parsed = reason.safeParse(text)
  if (parsed.success) return parsed.data
  throw new InvalidArgumentError('It must be one line of plain text; it may have 500 characters.')
}

export function addSwitch(program: Command): void {
  program
    .command('switch <upstream>')
    .description(
      'Verify that an upstream holds everything, make it the active one, and see from outside that it is.',
    )
    .option('--force', 'without verifying; says what is not looked at')
    .option('--tags <count>', 'how many tags of each repository are compared, the newest first', count, 20)
    .option('--reason <sentence>', 'why, for the audit and, in public, the incident', taken)
    .addHelpText('after', exitHelp('switch'))
    .action(async (name: string, _options: unknown, command: Command) => {
      const globals = globalsOf(command)
      const options = optionsSchema.parse(command.opts())
      process.exitCode = await switchUpstream(globals, gatewayOf(globals), {
        name,
        reason: undefined,
        ...options,
      })
    })
}
