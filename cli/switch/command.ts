// `fairlead switch`: moves the whole domain to another upstream.
import type { Command } from 'commander'
import * as z from 'zod'
import { count, globalsOf } from '../command/global.ts'
import { gatewayOf } from '../gateway/gateway.ts'
import { switchUpstream } from './switch.ts'

const optionsSchema = z.object({
  force: z.boolean().default(false),
  tags: z.number(),
  reason: z.string().max(500).optional(),
})

export function addSwitch(program: Command): void {
  program
    .command('switch <upstream>')
    .description(
      'Verify that an upstream holds everything, make it the active one, and see from outside that it is.',
    )
    .option('--force', 'without verifying; says what is not looked at')
    .option('--tags <count>', 'how many tags of each repository are compared, the newest first', count, 20)
    .option('--reason <sentence>', "why, for the gateway's audit")
    .addHelpText(
      'after',
      '\nEnds with 0 once it is seen to be in use, 1 if the upstream lacks something, 2 if it failed or is not confirmed.',
    )
    .action(async (name: string, _options: unknown, command: Command) => {
      const globals = globalsOf(command)
      const { force, tags, reason } = optionsSchema.parse(command.opts())
      process.exitCode = await switchUpstream(globals, gatewayOf(globals), { name, force, tags, reason })
    })
}
