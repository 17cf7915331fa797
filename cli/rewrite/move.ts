// What --map says: from which home references move to which.
import { UsageFailure } from '../command/failure.ts'
import { type Home, homeText, isWithin, parseHome } from './home.ts'

export type Move = { from: Home; to: Home }

/** The longest old home first, so that a map of one image goes before a map of all images beside it. */
export function parseMoves(maps: string[]): Move[] {
  if (maps.length === 0) {
    throw new UsageFailure(
      'nothing to rewrite: say what moves where, such as --map quay.io/jetstack=downloads.example.org',
    )
  }
  const moves = maps.map(parseMove)
  refuseRepeats(moves)
  refuseChains(moves)
  return moves.sort((a, b) => homeText(b.from).length - homeText(a.from).length)
}

function parseMove(map: string): Move {
  const [from, to, ...more] = map.split('=')
  if (from === undefined || to === undefined || from === '' || to === '' || more.length > 0) {
    throw new UsageFailure(
      `--map ${map}: write it as OLD=NEW, such as --map quay.io/jetstack=downloads.example.org`,
    )
  }
  const move = { from: parseSide(from, map), to: parseSide(to, map) }
  if (homeText(move.from) === homeText(move.to)) {
    throw new UsageFailure(`--map ${map}: both sides are the same; give the new home after the =`)
  }
  return move
}

function parseSide(text: string, map: string): Home {
  const home = parseHome(text)
  if (home !== null) return home
  throw new UsageFailure(`--map ${map}: ${adviceFor(text)}`)
}

function adviceFor(text: string): string {
  const scheme = /^[a-z+.-]+:\/\//i.exec(text)?.[0]
  if (scheme !== undefined) return `leave out ${scheme} of ${text}; references with it are found too`
  if (text.endsWith('/')) return `leave out the slash at the end of ${text}`
  if (text !== text.toLowerCase())
    return `${text} has capital letters, which no image has; write it in small ones`
  if (/\/[^:]*:[^/]+$|@/.test(text))
    return `leave the tag or digest out of ${text}; every tag and digest moves`
  if (!/[.:]/.test(text.split('/')[0] ?? '')) {
    return `${text} begins with no host; a name of Docker Hub is written docker.io/${text}`
  }
  return `${text} is not a registry's host with a path, such as quay.io/jetstack or localhost:5000/team`
}

function refuseRepeats(moves: Move[]): void {
  const seen = new Set<string>()
  for (const { from } of moves) {
    const text = homeText(from)
    if (seen.has(text)) throw new UsageFailure(`--map ${text}=… is there twice; keep the one that is meant`)
    seen.add(text)
  }
}

/** What one map has moved no other may move on, or a second run would change files again. */
function refuseChains(moves: Move[]): void {
  for (const move of moves) {
    for (const other of moves) {
      const home = other === move ? null : movedOn(move, other, moves)
      if (home === null) continue
      const [first, second] = [move, other].map(({ from, to }) => `${homeText(from)}=${homeText(to)}`)
      throw new UsageFailure(
        `--map ${first ?? ''} leads to what --map ${second ?? ''} moves on, so a second run would change files again; ` +
          `map ${homeText(home)} to where it ends up, or run the one without the other`,
      )
    }
  }
}

/** What `move` brings to where `other` moves it on: all of its old home or a part, such as a.io/x/y of a.io/x=b.io and b.io/y=c.io. */
function movedOn(move: Move, other: Move, moves: Move[]): Home | null {
  if (isWithin(move.to, other.from)) return keeps(other, move.to) ? null : move.from
  if (!isWithin(other.from, move.to)) return null
  const rest = other.from.path.slice(move.to.path.length).replace(/^\//, '')
  const part = { host: move.from.host, path: [move.from.path, rest].filter((step) => step !== '').join('/') }
  const isMapped = moves.some(
    ({ from }) => isWithin(part, from) && isWithin(from, move.from) && from !== move.from,
  )
  return isMapped ? null : part
}

/** A reference at the new home of a map is at home already, though the old home may be a part of the new. */
const keeps = (move: Move, home: Home): boolean => isWithin(move.to, move.from) && isWithin(home, move.to)
