// How a verification is shown: a line for each repository, then each finding, then the answer.
import { type Finding, type RepositoryResult, resultJson } from '../../src/verify/finding.ts'
import { EXIT } from '../command/exit.ts'
import { counted, tableOf } from '../command/table.ts'
import type { Terminal } from '../command/terminal.ts'
import type { Verification } from './verify.ts'

/** The exit code of each outcome. */
export const EXIT_OF = { holds: EXIT.done, lacks: EXIT.no, unverified: EXIT.failed } as const

export function printVerification(terminal: Terminal, verification: Verification): void {
  const { comparison, unmoved, warnings } = verification
  const { from, to, repositories } = comparison
  const { say, paint } = terminal
  if (repositories.length > 0) {
    const head = ['REPOSITORY', 'TAGS', 'MANIFESTS', 'REFERRERS', `ON ${to.toUpperCase()}`]
    const [first = '', ...lines] = tableOf([head, ...repositories.map(rowOf)])
    say(paint('bold', first))
    lines.forEach(say)
  }
  for (const name of unmoved) say(`${name} is not moved: the routes document does not lead it to both.`)
  const findings = repositories.flatMap((result) => result.findings)
  if (findings.length > 0) say()
  for (const finding of findings)
    say(paint(finding.kind === 'unreadable' ? 'yellow' : 'red', sentenceOf(finding, to)))
  const leftOut = repositories.reduce((sum, one) => sum + one.findingsLeftOut, 0)
  if (leftOut > 0) say(`... and ${leftOut} more.`)
  say()
  for (const warning of warnings) say(paint('yellow', `Warning: ${warning}.`))
  say(paint(verification.outcome === 'holds' ? 'green' : 'red', answerOf(verification, from, to)))
}

function rowOf({
  repository,
  state,
  tags,
  tagsListed,
  manifests,
  referrers,
  findings,
}: RepositoryResult): string[] {
  const bad = findings.length
  const unreadable = findings.filter(({ kind }) => kind === 'unreadable').length
  const lacks = bad - unreadable
  const parts = [
    ...(lacks > 0 ? [`lacks ${lacks}`] : []),
    ...(unreadable > 0 ? [`${unreadable} not readable`] : []),
  ]
  const word = {
    compared: bad === 0 ? 'the same' : parts.join(', '),
    absent: 'nothing to compare',
    unreadable: 'not compared',
  }
  const tagsOf = tags < tagsListed ? `${tags} of ${tagsListed}` : String(tags)
  return [repository, tagsOf, String(manifests), String(referrers), word[state]]
}

/** A finding, its names as they are or as they came from the gateway. */
type Shown = Pick<Finding, 'tag' | 'what' | 'reference' | 'kind' | 'why'> &
  Record<'from' | 'to', string | null> & { repository: string }

/** One line of what is wrong on `target`. */
export function sentenceOf(
  { repository, tag, what, reference, kind, from, to, why }: Shown,
  target: string,
): string {
  if (what === 'referrers')
    return `?  ${repository}:${tag ?? ''}: the list of referrers of ${reference} cannot be read: ${why ?? ''}`
  const place =
    what === 'repository'
      ? repository
      : what === 'tag'
        ? `${repository}:${reference}`
        : `${repository}:${tag ?? ''} ${NOUNS[what]} ${reference}`
  if (kind === 'unreadable') return `?  ${place}: ${why ?? 'could not be read'}`
  if (kind === 'different')
    return `x  ${place}: ${target} has ${to ?? 'something else'} instead of ${from ?? 'it'}`
  // Registries say of what is private what they say of what is not there.
  if (what === 'repository') return `x  ${place}: not on ${target}, or not to be read there without a login`
  return `x  ${place}: not on ${target}${what === 'tag' && from !== null ? `, which should have ${from}` : ''}`
}

const NOUNS = {
  child: 'image',
  blob: 'blob',
  signature: 'signature',
  attestation: 'attestation',
  referrer: 'referrer',
}

function answerOf({ outcome, comparison }: Verification, from: string, to: string): string {
  const compared = comparison.repositories.filter(({ state }) => state === 'compared')
  const tags = compared.reduce((sum, one) => sum + one.tags, 0)
  const much = `${counted(compared.length, 'repository')}, ${counted(tags, 'tag')}`
  switch (outcome) {
    case 'holds':
      return `${to} holds all that was compared with ${from}: ${much}.`
    case 'lacks':
      return `${to} lacks something that ${from} has; a client that asks for it would be told that there is no such thing.`
    case 'unverified':
      return `Not verified: nothing is known to be missing on ${to}, but not all could be compared (${much}).`
  }
}

/** For --json. */
export function verificationJson({ comparison, names, unmoved, outcome, warnings }: Verification) {
  return {
    from: comparison.from,
    to: comparison.to,
    outcome,
    warnings,
    unnamed_patterns: names.unnamed,
    not_moved: unmoved,
    repositories: comparison.repositories.map(resultJson),
  }
}
