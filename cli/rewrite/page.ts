// Web pages about the images of an old home, which have no place at the new one: https://quay.io/repository/jetstack/x.
import type { Left } from './finding.ts'
import { hostsOf } from './home.ts'
import type { Move } from './move.ts'
import { spell } from './pattern.ts'

export function findPages(text: string, moves: Move[]): Left[] {
  return moves
    .filter(({ from }) => from.path !== '')
    .flatMap(({ from }) => {
      const hosts = [...hostsOf(from), ...(from.host === 'docker.io' ? ['hub.docker.com'] : [])]
      const page = new RegExp(
        String.raw`(?<=https?://)(?:${hosts.map(spell).join('|')})/(?!v2/)(?:[\w.-]+/){1,3}${spell(from.path)}(?![\w-])`,
        'g',
      )
      return [...text.matchAll(page)].map(({ index, 0: { length } }): Left => ({
        start: index,
        end: index + length,
        reason: 'web-page',
      }))
    })
}
