// `fairlead verify`: can one upstream stand in for the other?
import type { Command } from 'commander'
import * as z from 'zod'
import { exitHelp } from '../command/exit.ts'
import { count, globalsOf } from '../command/global.ts'
import { readRoutes } from '../registry/routes.ts'
import { choosePair } from './pair.ts'
import { EXIT_OF, printVerification, verificationJson } from './print.ts'
import { verify } from './verify.ts'

const optionsSchema = z.object({
  from: z.string().optional(),
  to: z.string().optional(),
  tags: z.number(),
  repository: z.array(z.string()).default([]),
  blobs: z.boolean().default(false),
})

export function addVerify(program: Command): void {
  program
    .command('verify')
    .description('Compare what two upstreams hold: the newest tags, their images, signatures and referrers.')
    .option('--from <upstream>', 'the one that has it all (default: the one in use, or the first)')
    .option('--to <upstream>', 'the one to stand in for it (default: the other, if there is one other)')
    .option('--tags <count>', 'how many tags of each repository, the newest first', count, 20)
    .option('--repository <name...>', 'only these, by their public names')
    .option('--blobs', 'ask for every configuration and layer, too')
    .addHelpText('after', exitHelp('verify'))
    .action(async (_options: unknown, command: Command) => {
      const globals = globalsOf(command)
      const { repository: chosen, from, to, tags, blobs } = optionsSchema.parse(command.opts())
      const { routes } = await readRoutes(globals)
      const pair = await choosePair(globals, routes, { from, to })
      const isInUse = globals.routes === null
      const verification = await verify(globals, routes, { ...pair, tags, blobs, chosen, isInUse })
      printVerification(globals.terminal, verification)
      globals.terminal.answer(verificationJson(verification))
      process.exitCode = EXIT_OF[verification.outcome]
    })
}
