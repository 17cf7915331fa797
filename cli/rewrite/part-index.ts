// Parts of images by the mapping that they are in, and what a part takes from the mappings around it.
import { type Part, partOf } from './role.ts'
import type { Scope, Setting } from './setting.ts'

export type PartIndex = { all: Part[]; within: Map<Scope, Part[]> }

export function indexParts(settings: Setting[]): PartIndex {
  const all = settings.map(partOf).filter((part) => part !== null)
  return { all, within: Map.groupBy(all, ({ setting }) => setting.scope) }
}

/** The other parts of the image whose registry this is. */
export function besideOf({ setting: { scope }, stem }: Part, { within }: PartIndex): Part[] {
  return (within.get(scope) ?? []).filter((part) => part.role !== 'registry' && part.stem === stem)
}

/** The images further in that take their registry from here: all there are for `global`, or those without their own. */
export function belowOf(registry: Part, { all, within }: PartIndex): Part[] {
  const { scope } = registry.setting
  const top = isGlobal(registry) ? (scope.parent ?? scope) : scope
  return all.filter(({ setting, role }) => {
    if (role === 'registry' || role === 'namespace') return false
    if (role !== 'path' && !setting.value.includes('/')) return false
    const steps = stepsUp(setting.scope)
    const depth = steps.indexOf(top)
    if (depth < 0) return false
    return isGlobal(registry) || !steps.slice(0, depth).some((step) => hasRegistry(within.get(step)))
  })
}

/** A registry for all charts stands in place of the images' own. */
export const isGlobal = ({ setting }: Part): boolean => setting.scope.key === 'global'

/** What registries the mappings around it name, the nearest first, for parts that share what their keys begin with. */
export function registriesOver({ setting, stem }: Part, { within }: PartIndex): Part[] {
  return stepsUp(setting.scope)
    .flatMap((step) => within.get(step) ?? [])
    .filter((part) => part.role === 'registry' && part.stem === stem && part.setting.value !== '')
}

const hasRegistry = (parts: Part[] = []): boolean =>
  parts.some(({ setting, role }) => role === 'registry' && setting.value !== '')

function stepsUp(scope: Scope): Scope[] {
  return scope.parent === null ? [scope] : [scope, ...stepsUp(scope.parent)]
}
