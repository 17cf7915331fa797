// Names of Docker Hub without their host, such as `image: org/name`, only where nothing but an image can stand.
import type { Edit } from './finding.ts'
import type { Move } from './move.ts'
import { partOf } from './role.ts'
import type { Scope, Setting } from './setting.ts'
import { isImagePath } from './split.ts'

const BUILD = /(?:^|\/)(?:Dockerfile|Containerfile)[^/]*$|\.(?:Dockerfile|Containerfile)$/i
const COMMAND = String.raw`\b(?:docker|podman|nerdctl|crane|skopeo|cosign|trivy|syft|grype)\s(?:[^|;&\n#]*?\s)?(?:run|pull|create|inspect|verify|manifest|digest|copy|image|scan)\s[^|;&\n#]*?(?<=\s)`
const FROM = String.raw`^\s*(?:FROM\s+(?:--platform=\S+\s+)?|COPY\s+--from=)`

export function findShortNames(
  { path, text, settings }: { path: string; text: string; settings: Setting[] },
  moves: Move[],
): Edit[] {
  // A registry for all images is put before this one as well.
  const hasGlobal = settings.some(
    (setting) =>
      setting.scope.key === 'global' && setting.value !== '' && partOf(setting)?.role === 'registry',
  )
  return moves
    .filter(({ from }) => from.host === 'docker.io' && from.path !== '')
    .flatMap((move) => {
      const lead = BUILD.test(path) ? `(?:${FROM}|${COMMAND})` : COMMAND
      const words = new RegExp(`(?<=${lead}["']?)${literally(move.from.path)}(?=${endOf(move)})`, 'gm')
      const found = [...text.matchAll(words)].map(({ index }) => index)
      const set = settings.filter((setting) => !hasGlobal && isImage(setting, move)).map(({ start }) => start)
      return [...new Set([...found, ...set])].map((start) => edit(start, text, move))
    })
}

const literally = (path: string): string => path.replaceAll('.', String.raw`\.`)

/** Only a path of two steps can be an image by itself, and only where its new name is not a host alone. */
const endOf = ({ from, to }: Move): string =>
  from.path.includes('/') && to.path !== '' ? String.raw`/[a-z0-9]|[:@][\w$\{<(]|["'\x60\s)<]|$` : '/[a-z0-9]'

function edit(start: number, text: string, { from, to }: Move): Edit {
  const old = text.slice(start, start + from.path.length)
  return {
    start,
    end: start + old.length,
    text: `${to.host}${to.path === '' ? '' : `/${to.path}`}`,
    rule: 'short',
  }
}

/** The value of a key for whole names, with no registry beside it or above. */
function isImage(setting: Setting, { from, to }: Move): boolean {
  const { key, value, scope } = setting
  const part = partOf(setting)
  if (!new RegExp(`^${literally(from.path)}(?:${endOf({ from, to })})`).test(value)) return false
  const has = (name: RegExp) => scope.settings.some((other) => name.test(other.key))
  const isKustomize = key === 'newName' || (key === 'name' && has(/^new(?:Name|Tag)$|^digest$/))
  // Source code has repositories too; an image's has a tag beside it.
  const isRepository =
    part?.role === 'path' && (has(/^(?:tag|digest|pullPolicy)$/) || /image/i.test(`${scope.key} ${key}`))
  const isWhole = isKustomize || isRepository || /image$/i.test(key)
  if (!isWhole || (part !== null && !isKustomize && !isImagePath(part))) return false
  return !isUnderRegistry(scope)
}

function isUnderRegistry(scope: Scope): boolean {
  for (let at: Scope | null = scope; at !== null; at = at.parent) {
    if (at.settings.some((other) => partOf(other)?.role === 'registry' && other.value !== '')) return true
  }
  return false
}
