// `fairlead doctor`: which hop of a pull is blocked from this machine, and what to ask for.
import type { Command } from 'commander'
import { EXIT, exitHelp } from '../command/exit.ts'
import { UsageFailure } from '../command/failure.ts'
import { globalsOf } from '../command/global.ts'
import type { Terminal } from '../command/terminal.ts'
import { Blocked } from './blocked.ts'
import { walkPull } from './pull.ts'
import { parseImageReference } from './reference.ts'
import { type Trail, createTrail } from './trail.ts'

export function addDoctor(program: Command): void {
  program
    .command('doctor <image>')
    .description(
      'Walk a pull hop by hop from this machine, and name the one that a firewall or a proxy blocks.',
    )
    .addHelpText(
      'after',
      `\nPulls nothing but one small blob, asks for no login, goes through HTTPS_PROXY where that is set.${exitHelp('doctor')}`,
    )
    .action(async (text: string, _options: unknown, command: Command) => {
      const { terminal } = globalsOf(command)
      const image = parseImageReference(text)
      if (typeof image === 'string') throw new UsageFailure(`${text} is no image reference: ${image}`)
      const trail = createTrail(terminal, { env: process.env })
      if (image.isDefault)
        trail.warn(
          `no tag is given, so ${image.reference} is looked for, as docker does; if there is none, give the tag that is meant, as in ${text}:TAG`,
        )
      const blocked = await walkPull(trail, image).then(
        () => null,
        (error: unknown) => {
          if (error instanceof Blocked) return error
          throw error
        },
      )
      if (blocked !== null) trail.failed(blocked.step, blocked.host, blocked.message)
      printSum(terminal, trail, blocked)
      terminal.answer(sumOf(text, image.reference, { trail, blocked }))
      if (blocked !== null) process.exitCode = EXIT.no
    })
}

function printSum({ say, paint }: Terminal, { hops, hosts }: Trail, blocked: Blocked | null): void {
  say()
  if (blocked === null) say(paint('green', 'Nothing is in the way of this pull.'))
  else {
    const verb = blocked.isBetween ? 'Blocked' : 'The network lets this through, but the pull stops'
    say(paint('red', `${verb} at hop ${hops.length} (${blocked.step}): ${blocked.host}: ${blocked.message}.`))
    say(`What to do: ${blocked.advice}.`)
  }
  say(
    `Hosts of this pull${blocked === null ? '' : ' so far; behind a hop that is blocked there may be more'}: ${hosts.join(' ')}`,
  )
  say(
    "Docker's daemon, containerd and the nodes of a cluster have proxy settings of their own; this is what this shell sees.",
  )
}

type Walked = { trail: Trail; blocked: Blocked | null }

function sumOf(image: string, reference: string, { trail, blocked }: Walked) {
  const { hops, hosts, warnings } = trail
  return {
    image,
    reference,
    ok: blocked === null,
    blocked:
      blocked === null
        ? null
        : {
            hop: hops.length,
            step: blocked.step,
            host: blocked.host,
            why: blocked.message,
            advice: blocked.advice,
            by_network: blocked.isBetween,
          },
    hops,
    warnings,
    hosts,
  }
}
