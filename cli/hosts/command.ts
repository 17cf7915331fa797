// `fairlead hosts`: what a firewall has to let through, to be pasted.
import type { Command } from 'commander'
import { purposesOf } from '../../src/site/api/host-purpose.ts'
import { exitHelp } from '../command/exit.ts'
import { globalsOf } from '../command/global.ts'
import { tableOf } from '../command/table.ts'
import { hostsSchema } from '../gateway/answer.ts'
import { gatewayOf } from '../gateway/gateway.ts'

export function addHosts(program: Command): void {
  program
    .command('hosts')
    .description('The hosts that a firewall has to let through for pulls and downloads, one a line.')
    .option('--plain', 'the hosts alone, for an allow-list', false)
    .addHelpText('after', exitHelp('hosts'))
    .action(async (options: { plain: boolean }, command: Command) => {
      const globals = globalsOf(command)
      const hosts = await gatewayOf(globals).read('/api/v1/hosts', hostsSchema)
      const { say, answer } = globals.terminal
      const rows = hosts.hosts.map((host) => [host, `# ${purposesOf(hosts, host).join('; ')}`])
      for (const line of options.plain ? hosts.hosts : tableOf(rows)) say(line)
      answer(hosts)
    })
}
