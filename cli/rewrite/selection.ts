// Which files may change: --skip takes more away, --include gives back what is left alone by itself.
import picomatch from 'picomatch'
import { type Apart, apartOf } from './record.ts'

export type Selection = (path: string) => Apart | null

export function createSelection({ skip, include }: { skip: string[]; include: string[] }): Selection {
  const isSkipped = matcherOf(skip)
  const isIncluded = matcherOf(include)
  return (path) => {
    if (isSkipped(path)) return 'skipped'
    return isIncluded(path) ? null : apartOf(path)
  }
}

/** As in .gitignore: a folder stands for all in it, and a pattern without a slash matches at any depth. */
function matcherOf(globs: string[]): (path: string) => boolean {
  const matchers = globs.flatMap((given) => {
    const glob = given.replace(/^(?:\.?\/)+/, '').replace(/\/+$/, '')
    const anywhere = given.replace(/\/+$/, '').includes('/') ? glob : `**/${glob}`
    return [anywhere, `${anywhere}/**`].map((one) => picomatch(one, { dot: true }))
  })
  return (path) => matchers.some((matches) => matches(path))
}
