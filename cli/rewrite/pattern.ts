// The one regular expression that finds every spelling of every old home.
import { type Home, hostsOf } from './home.ts'
import type { Move } from './move.ts'

export type Pattern = { expression: RegExp; moves: Move[]; words: string[] }

/** A dot and a slash as they are, or as a regular expression or a shell escapes them, or a URL encodes them. */
const DOT = String.raw`(?:\\*\.|\[\.\])`
const SLASH = String.raw`(?:\\*/|%2[Ff])`

/** What continues a name, so that quay.io/jetstack is not found in quay.io/jetstack-foo or quay.io/jetstack.old. */
const PATH_ENDS = String.raw`(?![A-Za-z0-9_-]|\\*\.[a-z0-9])`
/** After a bare host a port would make it another host. */
const HOST_ENDS = String.raw`(?![A-Za-z0-9_-]|\\*\.[A-Za-z0-9]|:\d)`

export function patternOf(moves: Move[]): Pattern {
  const alternatives = moves.map(({ from }) => `(${spellingsOf(from)})`)
  const words = moves.flatMap(({ from }) => [
    ...hostsOf(from).flatMap(wordsOf),
    ...(from.path === '' ? [] : [from.path]),
  ])
  return { expression: new RegExp(alternatives.join('|'), 'g'), moves, words: [...new Set(words)] }
}

/** The host as it is, and what it has where its dots are escaped: quay\\.io, quay[.]io. */
function wordsOf(host: string): string[] {
  const labels = host.split('.').slice(0, -1)
  return [host, ...labels.flatMap((label) => [`${label}\\`, `${label}[.]`])]
}

/** An expression for a home as it may be spelled, also in the addresses of the registry's API. */
export function spellingsOf(home: Home): string {
  const hosts = `(?:${hostsOf(home).map(spell).join('|')})`
  if (home.path === '') return `${hosts}${HOST_ENDS}`
  return `${hosts}${SLASH}(?:v2${SLASH})?${spell(home.path)}${PATH_ENDS}`
}

export const spell = (text: string): string => text.replaceAll('/', SLASH).replaceAll('.', DOT)
