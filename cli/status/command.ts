// `fairlead status`: is all well with the gateway?
import type { Command } from 'commander'
import { EXIT, exitHelp } from '../command/exit.ts'
import { globalsOf } from '../command/global.ts'
import { tableOf } from '../command/table.ts'
import type { Terminal } from '../command/terminal.ts'
import { type Incident, type Status, incidentsSchema, statusSchema } from '../gateway/answer.ts'
import { gatewayOf } from '../gateway/gateway.ts'
import { isLate, probeWords } from './probe.ts'

export function addStatus(program: Command): void {
  program
    .command('status')
    .description('Which upstream is active, how each of them is, and how far the numbers are.')
    .addHelpText(
      'after',
      `\nSays what the gateway found when it last probed its upstreams, which it does every minute.${exitHelp('status')}`,
    )
    .action(async (_options: unknown, command: Command) => {
      const globals = globalsOf(command)
      const gateway = gatewayOf(globals)
      const status = await gateway.read('/api/v1/status', statusSchema)
      // The numbers' database may be away while images can be pulled.
      const { incidents } = await gateway
        .read('/api/v1/incidents', incidentsSchema)
        .catch(() => ({ incidents: null }))
      const wrongs = wrongsOf(status, incidents)
      printStatus(globals.terminal, gateway.url, { status, incidents, wrongs })
      globals.terminal.answer({ ...status, incidents_now: incidents?.filter(isNow) ?? null, wrong: wrongs })
      process.exitCode = wrongs.length === 0 ? 0 : EXIT.no
    })
}

/** A notice may be of a time to come, or know its end beforehand. */
function isNow({ kind, started_at: started, ended_at: ended }: Incident): boolean {
  const now = Date.now()
  const isOver = ended !== null && Date.parse(ended) <= now
  return kind !== 'switch' && Date.parse(started) <= now && !isOver
}

function happening({ kind, started_at: started, from, to, why, note }: Incident): string {
  const said = note ?? ''
  if (kind === 'notice') return `notice since ${started}: ${said}`
  const away = to === null ? '' : ` -> ${to}`
  return `${kind} since ${started}: ${from ?? ''}${away} (${why})${said === '' ? '' : `: ${said}`}`
}

/** What is not as it should be, in sentences without their stop. Of what the operator says, nobody here can tell. */
function wrongsOf(status: Status, incidents: Incident[] | null): string[] {
  const { active_upstream: active, upstreams, problems, numbers, probed_at: probed } = status
  const ill = upstreams.filter(({ state }) => state !== 'up')
  // An incident ends a moment after its upstream is seen to be well, and a host of files is no upstream.
  const open = (incidents ?? []).filter(
    (one) => one.kind !== 'notice' && isNow(one) && !ill.some(({ name }) => name === one.from),
  )
  return [
    ...problems,
    ...(active === null ? ['no upstream is active: there is no valid routes document'] : []),
    ...ill.map((one) => illness(one, status)),
    ...open.map(({ kind, from, to, why }) => {
      const instead = to === null ? '' : `; ${to} stands in`
      return `the ${kind} of ${from ?? ''} has not ended: ${why}${instead}`
    }),
    ...(probed != null && isLate(probed, Date.now())
      ? [
          `nobody has probed the upstreams since ${probeWords(probed, Date.now())}; it is due every minute: the gateway was started just now, its cron does not run, its database takes no writes, or the clock of this machine is wrong`,
        ]
      : []),
    ...(numbers === null || incidents === null ? ['the database of the numbers cannot be read'] : []),
  ]
}

function illness(
  { name, state, why }: Status['upstreams'][number],
  { active_upstream: active, upstreams }: Status,
): string {
  const is = state === 'recovering' ? 'answers again; it was down' : `is ${state}`
  const well = upstreams.filter((one) => one.state === 'up')
  const serving = well.find((one) => one.name === active) ?? well[0]
  const served = serving === undefined ? 'no other one is up' : `requests go to ${serving.name}`
  return name === active
    ? `the active upstream ${name} ${is}: ${why ?? 'no reason is given'}; ${served}`
    : `${name}, which is not in use, ${is}; ${served}`
}

type Found = { status: Status; incidents: Incident[] | null; wrongs: string[] }

function printStatus({ say, paint }: Terminal, url: string, { status, incidents, wrongs }: Found): void {
  const { active_upstream: active, upstreams, numbers, probed_at: probed } = status
  say(`${url}: ${active === null ? 'no upstream is active' : `${active} is active`}`)
  const rows = upstreams.map(({ name, registry, namespace, state, since, why }) => [
    name === active ? '*' : '',
    name,
    namespace === '' ? registry : `${registry}/${namespace}`,
    since === null
      ? state
      : state === 'recovering'
        ? `answers again, was down since ${since}`
        : `${state} since ${since}`,
    why ?? '',
  ])
  for (const line of tableOf([['', 'UPSTREAM', 'WHERE', 'STATE', ''], ...rows])) say(line)
  const now = incidents?.filter(isNow) ?? []
  for (const incident of now) say(paint('yellow', happening(incident)))
  if (numbers !== null)
    say(
      `Numbers up to ${numbers.data_through ?? 'now: nothing was counted yet'}; days are final through ${numbers.final_through ?? 'none'}`,
    )
  if (wrongs.length > 0 && probed != null && !isLate(probed, Date.now()))
    say(`Upstreams were last probed at ${probeWords(probed, Date.now())}`)
  for (const wrong of wrongs) say(paint('red', `Wrong: ${wrong}`))
  if (wrongs.length > 0) return
  const all = now.length > 0 ? 'All else' : 'All'
  const well =
    probed === undefined
      ? `${all} is well, as far as is known: this gateway does not say when it looked.`
      : probed === null
        ? 'Nothing is known to be wrong; the upstreams have not been probed yet, which is due every minute.'
        : `${all} was well at ${probeWords(probed, Date.now())}.`
  say(paint('green', well))
}
