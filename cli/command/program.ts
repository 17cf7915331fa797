// Every command there is, in the order in which an adopting project needs them.
import { Command, Help, Option } from 'commander'
import manifest from '../../package.json' with { type: 'json' }
import { addCheck } from '../check/command.ts'
import { addDoctor } from '../doctor/command.ts'
import { addHosts } from '../hosts/command.ts'
import { addStatus } from '../status/command.ts'
import { addSwitch } from '../switch/command.ts'
import { addVerify } from '../verify/command.ts'
import { addRewrite } from '../rewrite/command.ts'
import { ALWAYS, EXIT } from './exit.ts'
import { refuseRoutes } from './global.ts'
import { useProxy } from './proxy.ts'

/** The one asks nobody, the other looks at the way through the proxy itself. */
const WITHOUT_PROXY = ['rewrite', 'doctor']

/** The options that every command has. */
export function createProgram(): Command {
  const program = new Command('fairlead')
    .description(
      "The front door of your project's downloads: check it, switch it, and move a checkout over to it.",
    )
    .configureHelp({ optionDescription })
    .version(manifest.version, '--version', 'which version of this tool it is')
    .addOption(
      new Option('--gateway <url>', 'the gateway, such as https://downloads.example.org').env('FAIRLEAD_URL'),
    )
    .addOption(
      new Option('--token <token>', "the gateway's ADMIN_TOKEN; better in the variable").env(
        'FAIRLEAD_ADMIN_TOKEN',
      ),
    )
    .addOption(
      new Option(
        '--access-client-id <id>',
        'a service token, where Cloudflare Access stands before the admin API',
      ).env('FAIRLEAD_ACCESS_CLIENT_ID'),
    )
    .addOption(
      new Option('--access-client-secret <secret>', 'its secret; better in the variable').env(
        'FAIRLEAD_ACCESS_CLIENT_SECRET',
      ),
    )
    .option(
      '--routes <file>',
      'a routes document that verify and switch go by, instead of what the gateway says',
    )
    .option('--json', 'one JSON document on standard output, for programs', false)
    .showHelpAfterError('(fairlead --help says more)')
    .addHelpText(
      'after',
      `\nEvery command ends with ${EXIT.done} or ${EXIT.no} for its answer, ${EXIT.failed} if it could not do its work, ${EXIT.usage} ${ALWAYS.usage}, ${EXIT.unforeseen} ${ALWAYS.unforeseen}.`,
    )
    .hook('preAction', (_program, command) => {
      refuseRoutes(command)
      if (!WITHOUT_PROXY.includes(command.name())) useProxy()
    })
    .exitOverride()
  addCheck(program)
  addVerify(program)
  addSwitch(program)
  addStatus(program)
  addHosts(program)
  addDoctor(program)
  addRewrite(program)
  for (const command of program.commands)
    command.showHelpAfterError(`(fairlead ${command.name()} --help says more)`)
  return program
}

/** That nothing is meant by an option that is not given goes without saying. */
function optionDescription(option: Option): string {
  return new Help().optionDescription(option).replace(/ \(default: (?:false|\[\])\)$/, '')
}
