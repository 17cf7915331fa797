// What the gateway compared for itself, where that keeps it from switching: what it says, and what can be done.
import type * as z from 'zod'
import { NOT_LOOKED_AT } from '../../src/verify/finding.ts'
import type { Terminal } from '../command/terminal.ts'
import type { comparedSchema } from '../gateway/answer.ts'
import { EXIT_OF, sentenceOf } from '../verify/print.ts'
import { failingOf, waysOn } from './inspection.ts'

/** More of them nobody reads; --json has all. */
const FINDINGS_MAX = 20

export type Refusal = z.output<typeof comparedSchema>

/**
 * `lacks`: something is missing or different. `unread`: a registry kept it from reading something. `limited`: only its own
 * limits kept it from looking. `empty`: it knows of nothing that could be compared.
 */
type Cause = 'lacks' | 'unread' | 'limited' | 'empty'

type Judged = { cause: Cause; findings: Refusal['repositories'][number]['findings']; leftOut: number }

/** Without what was not even looked at. */
function judge({ complete, repositories }: Refusal): Judged {
  const all = repositories.flatMap((one) => one.findings)
  const findings = all.filter(({ why }) => why?.startsWith(NOT_LOOKED_AT) !== true)
  const isLacking = findings.some(({ kind }) => kind !== 'unreadable')
  const cause = isLacking ? 'lacks' : findings.length > 0 ? 'unread' : complete ? 'empty' : 'limited'
  const shown = Math.min(findings.length, FINDINGS_MAX)
  const leftOut = repositories.reduce((sum, one) => sum + one.findings_left_out, findings.length - shown)
  return { cause, findings: findings.slice(0, shown), leftOut }
}

/** The exit code, by what is known of the content. */
export function exitOf(refusal: Refusal): number {
  return judge(refusal).cause === 'lacks' ? EXIT_OF.lacks : EXIT_OF.unverified
}

export function printRefusal({ say, paint }: Terminal, refusal: Refusal): void {
  const { from, to, complete, limits_reached: limits } = refusal
  const { cause, findings, leftOut } = judge(refusal)
  const found: Record<Cause, string> = {
    lacks: `${to} lacks something that ${from} has`,
    unread: `nothing is known to be missing on ${to}, but not all could be read`,
    limited: `nothing is known to be missing on ${to}, but it could not look at everything`,
    empty: `it knows of nothing on ${from} that it could compare`,
  }
  say(paint('red', `The gateway compares for itself before it switches: ${found[cause]}.`))
  for (const finding of findings) say(sentenceOf(finding, to))
  if (findings.length > 0 && leftOut > 0) say(`... and ${leftOut} more.`)
  const most = limits.length === 0 ? '' : `: at most ${limits.join(', ')}`
  if (!complete) say(`A switch has limits of its own${most}. What is beyond them was not looked at.`)
}

/**
 * `isSeen`: whether the command has just compared the same two itself, and found all there. `others`: the upstreams besides
 * the two.
 */
export function waysOut(
  refusal: Refusal,
  { isSeen, others }: { isSeen: boolean; others: string[] },
): string[] {
  const { from, to } = refusal
  const { cause, findings } = judge(refusal)
  if (cause === 'lacks')
    return [
      isSeen
        ? `All that was compared from here is there. Copy to ${to} what is missing, or give the gateway the login that you have here, and run this again.`
        : `Copy to ${to} what is missing, and run this again.`,
      'If clients can do without it: --force switches all the same, and compares nothing.',
    ]
  if (cause === 'unread')
    return [
      'What the gateway cannot read, clients may not get through it: run this again, or give the gateway the login that is wanted.',
      ...waysOn(from, to, { seen: 'some', unnamed: [], failing: failingOf(findings, [from, to]), others }),
    ]
  if (isSeen)
    return [
      `All that was compared from here is there: --force switches all the same, and is the reasonable way now.`,
    ]
  return [
    `fairlead verify --from ${from} --to ${to} compares all from here. If it finds all: --force switches all the same, and compares nothing.`,
  ]
}
