// Every place where an old home is spelled out whole, and what stands around it.
import { homeText } from './home.ts'
import type { Move } from './move.ts'
import type { Pattern } from './pattern.ts'

export type Sighting = { start: number; end: number; text: string; move: Move; before: Before }

/** What comes before says what it is part of. */
export type Before = 'free' | 'web' | 'other-address'

export function findSightings(text: string, { expression, moves }: Pattern): Sighting[] {
  const found: Sighting[] = []
  for (const match of text.matchAll(expression)) {
    const move = moves[match.slice(1).findIndex(Boolean)]
    const before = beforeOf(text, match.index, match[0])
    if (move === undefined || before === null) continue
    found.push({ start: match.index, end: match.index + match[0].length, text: match[0], move, before })
  }
  return found
}

/** Null where it is the middle of a longer word, such as myquay.io. */
export function beforeOf(text: string, start: number, spelling: string): Before | null {
  const before = text.slice(Math.max(0, start - 40), start)
  if (before === '') return 'free'
  const scheme = /([A-Za-z][A-Za-z0-9+.-]*):(?:\/\/|\\\/\\\/)$/.exec(before)?.[1]
  if (scheme !== undefined) return /^https?$/i.test(scheme) ? 'web' : 'free'
  if (/%2F%2F$/i.test(before)) return 'web'
  // A comment may begin right before it: //quay.io/jetstack/x
  if (/(?:^|[\s"'`(,;])\/\/$/.test(before)) return 'free'
  // The slash that begins an expression: s/quay\.io\/jetstack/…/
  if (spelling.includes('\\') && /(?:^|[^\\\w.-])\w?\/$/.test(before)) return 'free'
  if (/(?:\/|%2F)$/i.test(before)) return 'other-address'
  // What ends in a letter here is an escape, not a word: \nquay.io, \bquay.io, <quay.io
  if (/\\[nrtbs]$|\\u[0-9a-f]{4}$|%(?:20|22|27|3A|3D)$/i.test(before)) return 'free'
  // ${IMAGE:-quay.io/jetstack/x} gives a default
  if (/(?::|\{\w+)-$/.test(before)) return 'free'
  return /[A-Za-z0-9_.@-]$/.test(before) ? null : 'free'
}

/** The same spelling for the new home: escaped where the old one is, and with /v2/ where the old one has it. */
export function respell({ text, move }: Sighting): string {
  const plain = text.replaceAll(/\\|\[\.\]/g, (part) => (part === '[.]' ? '.' : ''))
  const { host, path } = move.to
  const isApi = /^[^/]+\/v2\//.test(plain) && !homeText(move.from).includes('/v2/')
  const full = `${isApi ? `${host}/v2` : host}${path === '' ? '' : `/${path}`}`
  const dot = /\\*\.|\[\.\]/.exec(text)?.[0] ?? '.'
  const slash = /\\*\/|%2F/i.exec(text)?.[0] ?? '/'
  return full.replaceAll(/[./]/g, (mark) => (mark === '.' ? dot : slash))
}
