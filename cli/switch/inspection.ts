// What is known of the target before a switch: what a verification says, or with --force what was not looked at.
import type { Routes } from '../../src/routing/routes.ts'
import type { Finding } from '../../src/verify/finding.ts'
import type { Globals } from '../command/global.ts'
import { counted } from '../command/table.ts'
import { type Names, findKnownNames } from '../verify/name.ts'
import { choosePair } from '../verify/pair.ts'
import { EXIT_OF, printVerification, verificationJson } from '../verify/print.ts'
import { verify } from '../verify/verify.ts'

export type Inspection = {
  exit: number
  json: unknown
  /** What was seen of the active upstream's repositories: `none` where nobody could say of any that there is one. */
  seen: 'some' | 'absent' | 'none'
  /** Patterns of the document that no repository is known of. */
  unnamed: string[]
  /** Which of the two could not be read. */
  failing: string[]
  /** With --force: what was not looked at; null where all was, or where nobody can say what there is. */
  skipped: { repositories: string[]; patterns: string[] } | null
}

/** Those of `names` that could not be read, by the sentences that say so; none where they name none. */
export function failingOf(findings: Pick<Finding, 'why'>[], names: string[]): string[] {
  return names.filter((name) => findings.some(({ why }) => why?.startsWith(`upstream ${name} `)))
}

/** `others`: the upstreams besides the two. */
type Left = Pick<Inspection, 'seen' | 'unnamed' | 'failing'> & { others: string[] }

/**
 * To be left by force: the one that has failed, and the one that was switched to by force and has nothing of what was
 * looked for. That little was looked for is no reason: one pull through the gateway tells it what there is.
 */
export function waysOn(active: string, name: string, { seen, unnamed, failing, others }: Left): string[] {
  const reasons = {
    some: `${active} is what has failed`,
    absent: `${active} has no images`,
    none: `${active} has failed or has no images`,
  }
  const force = `If ${reasons[seen]}: --force switches all the same, and compares nothing.`
  if (seen === 'some') {
    const another = others.length === 0 ? null : `switch to another one: ${others.join(' or ')}`
    const again = `run this again once it can be${another === null ? '' : `, or ${another}`}`
    if (failing.length === 1)
      return [failing[0] === name ? `It is ${name} that could not be read: ${again}.` : force]
    return [force, `If it is ${name} that does not answer, ${another ?? 'there is nowhere to switch to'}.`]
  }
  if (unnamed.length === 0) return [force]
  const patterns = unnamed.map((pattern) => `"${pattern}"`).join(', ')
  return [
    `A first pull through the gateway tells what is published as ${patterns}: pull one, and run this again when the numbers show it.`,
    force,
  ]
}

export async function inspect(
  globals: Globals,
  routes: Routes,
  active: string,
  { name, tags }: { name: string; tags: number },
): Promise<Inspection> {
  const pair = await choosePair(globals, routes, { from: active, to: name })
  // What is switched is what people pull by now, whichever document says how.
  const wish = { ...pair, tags, blobs: false, chosen: [], isInUse: true }
  const verification = await verify(globals, routes, wish)
  printVerification(globals.terminal, verification)
  const { repositories } = verification.comparison
  const findings = repositories.flatMap((one) => one.findings)
  const isAbsent = repositories.every(({ state }) => state === 'absent')
  return {
    exit: EXIT_OF[verification.outcome],
    json: verificationJson(verification),
    seen: repositories.length === 0 ? 'none' : isAbsent ? 'absent' : 'some',
    unnamed: verification.names.unnamed,
    failing: failingOf(findings, [active, name]),
    skipped: null,
  }
}

/** Asks no registry: who forces a switch may be fleeing one that does not answer. */
export async function sayWhatIsSkipped(
  globals: Globals,
  routes: Routes | null,
  active: string,
  name: string,
): Promise<Inspection> {
  const { say, paint } = globals.terminal
  const known = routes === null ? null : await findKnownNames(globals, routes)
  say(paint('yellow', `--force: not compared with ${active}: ${wordsOf(known)},`))
  say(paint('yellow', `with their tags, images, signatures and referrers, neither here nor by the gateway.`))
  say(paint('yellow', `What ${name} lacks is "no such image" for everybody from now on.`))
  const skipped = known === null ? null : { repositories: known.names, patterns: known.unnamed }
  return { exit: 0, json: null, seen: 'none', unnamed: [], failing: [], skipped }
}

function wordsOf(known: Pick<Names, 'names' | 'unnamed'> | null): string {
  if (known === null) return 'all repositories'
  const { names, unnamed } = known
  const named = names.length === 0 ? [] : [`${counted(names.length, 'repository')} (${names.join(', ')})`]
  const meant = unnamed.length === 0 ? [] : [`what is meant by ${unnamed.join(', ')}`]
  return [...named, ...meant].join(' and ')
}
