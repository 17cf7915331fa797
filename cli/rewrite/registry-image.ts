// A registry in a key of its own, and the images whose paths go with it.
import { type Home, homeText, hostsOf } from './home.ts'
import { belowOf, besideOf, type PartIndex } from './part-index.ts'
import type { Part } from './role.ts'
import type { Setting } from './setting.ts'

/** What is left of a home after what the registry's key holds of it; null where that is another home. */
export function restAfter(value: string, home: Home): string | null {
  const trimmed = value.replace(/\/$/, '')
  for (const host of hostsOf(home)) {
    const text = homeText({ ...home, host })
    if (text.startsWith(`${trimmed}/`) && trimmed.length >= host.length) return text.slice(trimmed.length + 1)
  }
  return null
}

/** The images beside it, or where there are none, those further in; `name` is an image's only where it is a path. */
export function imagesOf(registry: Part, rest: string, index: PartIndex): Part[] {
  const beside = besideOf(registry, index).filter(
    ({ setting: { value }, role }) => value !== '' && (role === 'path' || isUnder(value, rest)),
  )
  return beside.length > 0 ? beside : belowOf(registry, index).filter(({ setting }) => setting.value !== '')
}

/** `/jetstack/x` is joined to its registry as it stands. */
export const isUnder = (value: string, rest: string): boolean => {
  const path = value.replace(/^\//, '')
  return path === rest || ['/', ':', '@'].some((mark) => path.startsWith(`${rest}${mark}`))
}

/** The paths that are at a new home already, which may look like the old one. */
export function pathsAtHome(homes: Home[], index: PartIndex): Setting[] {
  return homes.flatMap((home) =>
    index.all.flatMap((registry) => {
      const rest = registry.role === 'registry' ? restAfter(registry.setting.value, home) : null
      if (rest === null) return []
      return imagesOf(registry, rest, index).flatMap(({ setting }) =>
        isUnder(setting.value, rest) ? [setting] : [],
      )
    }),
  )
}
