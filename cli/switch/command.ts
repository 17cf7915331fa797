// `fairlead switch`: moves the whole domain to another upstream.
import { type Command, InvalidArgumentError } from 'commander'
import * as z from 'zod'
import { exitHelp } from '../command/exit.ts'
import { count, globalsOf } from '../command/global.ts'
import { gatewayOf } from '../gateway/gateway.ts'
import { switchUpstream } from './switch.ts'

const REASON_LENGTH_MAX = 500

const optionsSchema = z.object({
  force: z.boolean().default(false),
  tags: z.number(),
  reason: z.string().optional(),
})

/** As much as the gateway takes. Throws what commander shows. */
function bounded(text: string): string {
  if (text.length <= REASON_LENGTH_MAX) return text
  throw new InvalidArgumentError(`It may have ${REASON_LENGTH_MAX} characters.`)
}

export function addSwitch(program: Command): void {
  program
    .command('switch <upstream>')
    .description(
      'Verify that an upstream holds everything, make it the active one, and see from outside that it is.',
    )
    .option('--force', 'without verifying; says what is not looked at')
    .option('--tags <count>', 'how many tags of each repository are compared, the newest first', count, 20)
    .option('--reason <sentence>', 'why, for the audit and, in public, the incident', bounded)
    .addHelpText('after', exitHelp('switch'))
    .action(async (name: string, _options: unknown, command: Command) => {
      const globals = globalsOf(command)
      const { force, tags, reason } = optionsSchema.parse(command.opts())
      process.exitCode = await switchUpstream(globals, gatewayOf(globals), { name, force, tags, reason })
    })
}
