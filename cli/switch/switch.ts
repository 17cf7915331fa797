// Moves the whole domain to another upstream: looks first, switches, and looks again from outside.
import type { Routes } from '../../src/routing/routes.ts'
import { EXIT } from '../command/exit.ts'
import { CommandFailure, UsageFailure } from '../command/failure.ts'
import type { Globals } from '../command/global.ts'
import { activeSchema } from '../gateway/answer.ts'
import { type Gateway, errorOf } from '../gateway/gateway.ts'
import { readRoutes } from '../registry/routes.ts'
import { findKnownNames, findNames } from '../verify/name.ts'
import { confirmSwitch } from './confirm.ts'
import { type Inspection, inspect, sayWhatIsSkipped, waysOn } from './inspection.ts'
import { PATH, put } from './put.ts'
import { exitOf, printRefusal, waysOut } from './refusal.ts'
import { type Found, findSample } from './sample.ts'
import { spreadMsOf } from './spread.ts'

export type Wish = { name: string; force: boolean; tags: number; reason: string | undefined }

/** Where the gateway is not asked for anything. */
const DONE = { refusal: null, verification: null, spreadMs: spreadMsOf(null, 0) }

/** Resolves to the exit code. Run again at any time: what is done already is only confirmed. */
export async function switchUpstream(globals: Globals, gateway: Gateway, wish: Wish): Promise<number> {
  const { name, force } = wish
  const { say, answer, paint } = globals.terminal
  const before = await readActive(gateway)
  if (!before.upstreams.includes(name))
    throw new CommandFailure(`no upstream is named "${name}"; there are: ${before.upstreams.join(', ')}`)
  const routes = await readUsable(globals, wish)
  checkNamed(globals, routes, [before.active, name])
  // While a change is on its way, the one that may be serving elsewhere is left as much as the one that serves here.
  const from = [before.active, ...before.may_serve].find((one) => one !== name) ?? name
  const isDone = from === name && before.set === name
  if (isDone) say(`${name} is the active upstream already.`)
  const inspection = from === name ? null : await lookAt(globals, routes, from, wish)
  const report = {
    from,
    to: name,
    forced: force,
    verification: inspection?.json ?? null,
    skipped: inspection?.skipped ?? null,
  }
  const stay = (exit: number, ways: string[], gateway_verification: unknown) => {
    say(paint('red', `Not switched: ${before.active} stays the active upstream.`))
    ways.forEach((way) => say(way))
    answer({ ...report, gateway_verification, switched: false, confirmed: false, ways })
    return exit
  }
  const othersOf = (left: string) => before.upstreams.filter((one) => one !== left && one !== name)
  if (inspection !== null && inspection.exit !== 0) {
    const ways =
      inspection.exit === EXIT.failed ? waysOn(from, name, { ...inspection, others: othersOf(from) }) : []
    return stay(inspection.exit, ways, null)
  }
  const { refusal, verification, spreadMs } = isDone ? DONE : await put(gateway, wish)
  if (refusal !== null) {
    printRefusal(globals.terminal, refusal)
    const isSeen = inspection !== null && refusal.from === from
    const others = othersOf(refusal.from)
    return stay(exitOf(refusal), waysOut(refusal, { isSeen, others }), refusal)
  }
  const switched = from !== name
  const seconds = Math.ceil(spreadMs / 1000)
  if (switched) say(`Switched from ${from} to ${name}. It takes effect everywhere within ${seconds} seconds.`)
  else if (!isDone) say(`${name} was in use already, as the first in the routes document. Now it is chosen.`)
  const confirmation = await confirm(globals, gateway, { routes, name, spreadMs })
  answer({ ...report, gateway_verification: verification, switched, ...confirmation })
  return confirmation.confirmed ? 0 : EXIT.failed
}

async function lookAt(
  globals: Globals,
  routes: Routes | null,
  from: string,
  wish: Wish,
): Promise<Inspection> {
  if (wish.force || routes === null) return sayWhatIsSkipped(globals, routes, from, wish.name)
  return inspect(globals, routes, from, wish)
}

async function readActive(gateway: Gateway) {
  const response = await gateway.admin(PATH)
  const value: unknown = response.ok ? await response.json().catch(() => null) : null
  const active = activeSchema.safeParse(value)
  if (active.success) return active.data
  throw new CommandFailure(`${gateway.url} does not say which upstream is active: ${await errorOf(response)}`)
}

/**
 * Null only with --force, where the document is broken or not to be had: the gateway goes on by the last good one. Throws a
 * CommandFailure otherwise.
 */
async function readUsable(globals: Globals, { force }: Wish): Promise<Routes | null> {
  try {
    return (await readRoutes(globals)).routes
  } catch (error) {
    if (!(error instanceof CommandFailure) || error instanceof UsageFailure) throw error
    if (!force)
      throw new CommandFailure(`${error.message}\n--force switches all the same, and compares nothing`)
    globals.terminal.say(globals.terminal.paint('yellow', error.message))
    return null
  }
}

/** Throws a CommandFailure where the document that is given is of another gateway. */
function checkNamed({ routes: file }: Globals, routes: Routes | null, wanted: string[]): void {
  const names = routes?.upstreams.map((one) => one.name) ?? wanted
  const missing = wanted.find((name) => !names.includes(name))
  if (missing === undefined) return
  throw new CommandFailure(
    `${file ?? 'the routes document'} has no upstream "${missing}", which the gateway has (the document has: ${names.join(', ')}): is it another gateway's? Without --routes, the gateway's own is read`,
  )
}

type Waiting = { routes: Routes | null; name: string; spreadMs: number }

async function confirm(globals: Globals, gateway: Gateway, { routes, name, spreadMs }: Waiting) {
  const { terminal } = globals
  const stop = new AbortController()
  const onSignal = () => stop.abort()
  process.once('SIGINT', onSignal)
  try {
    const { sample, failure, refusal } = await findConfirming(globals, routes, name)
    const why = failure ?? refusal
    const { confirmed, seen, seconds } = await confirmSwitch(gateway, {
      upstream: name,
      sample,
      failure: why,
      spreadMs,
      signal: stop.signal,
      onLook: (seen) => terminal.progress(`waiting until it is seen from here: ${seen}`),
      onWait: (seen, secondsMax) => {
        terminal.settle()
        terminal.say(`Waiting until it is seen from here, for ${secondsMax} s at most: ${seen}.`)
      },
    })
    terminal.settle()
    const by =
      sample === null
        ? 'by its own word; no image could be pulled to see'
        : `${sample.repository}:${sample.tag} and where its layers come from`
    if (confirmed && why !== null) {
      // What clients get of an upstream that does not answer is the other one's, or a failure.
      const unseen = `the gateway says that ${name} is in use, and no image can be had of it to see that: ${why}`
      terminal.say(terminal.paint('red', notConfirmed(name, unseen, false)))
      return { confirmed: false, seconds, seen: unseen }
    }
    if (confirmed)
      terminal.say(
        terminal.paint('green', `Confirmed after ${seconds} s, from here: ${name} is in use (${by}).`),
      )
    else terminal.say(notConfirmed(name, seen, stop.signal.aborted))
    return { confirmed, seconds, seen }
  } finally {
    process.off('SIGINT', onSignal)
  }
}

const nothing = (failure: string | null): Found => ({ sample: null, failure, refusal: null })

/** Nothing, where there is none to be had without a client's token or a document that says what there is. */
async function findConfirming(globals: Globals, routes: Routes | null, name: string): Promise<Found> {
  const from = routes?.upstreams.find((one) => one.name === name)
  if (routes === null) return nothing('the routes document, which says what there is, cannot be used')
  if (from === undefined || routes.auth === 'token') return nothing(null)
  const known = await findKnownNames(globals, routes)
  const { names } = known.names.length > 0 ? known : await findNames(globals, routes, { chosen: [], from })
  return findSample(routes, name, names, globals.terminal)
}

function notConfirmed(name: string, seen: string, isStopped: boolean): string {
  const why = isStopped ? 'Stopped before it was confirmed' : 'Not confirmed'
  return `${why}: ${seen}. The switch to ${name} is made all the same; run this again to see, or: fairlead status`
}
