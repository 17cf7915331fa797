// Which part of an image's name a key holds, by what charts call theirs.
import type { Setting } from './setting.ts'

export type Role = 'registry' | 'path' | 'namespace' | 'name'

const ROLES: [Role, RegExp][] = [
  ['registry', /^(.*?)(?:registry(?:[._-]?(?:host|server|url|name))?|hub)$/i],
  ['namespace', /^(.*?)(?:namespace|organi[sz]ation|org|project|registry[._-]?path)$/i],
  ['path', /^(.*?)(?:repository|repo)$/i],
  ['name', /^(.*?)(?:image[._-]?name|name|image)$/i],
]

export type Part = { setting: Setting; role: Role; stem: string }

/** Parts of one image share what their keys begin with: WEBHOOK_REGISTRY and WEBHOOK_REPOSITORY. */
export function partOf(setting: Setting): Part | null {
  for (const [role, expression] of ROLES) {
    const stem = expression.exec(setting.key)?.[1]
    if (stem !== undefined) return { setting, role, stem: bare(stem) }
  }
  return null
}

/** imageRegistry goes with repository. */
const bare = (stem: string): string =>
  stem
    .toLowerCase()
    .replaceAll(/(?:default|docker|container|oci|image)?[._-]?(?:docker|container|oci|image)?[._-]*$/g, '')
