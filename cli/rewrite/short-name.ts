// Names of Docker Hub without their host, such as `image: org/name`, only where nothing but an image can stand.
import { isImageOfCommand } from './command-line.ts'
import type { Edit, Finding, Left } from './finding.ts'
import type { Move } from './move.ts'
import { lineSpan } from './prose.ts'
import { partOf } from './role.ts'
import type { Scope, Setting } from './setting.ts'
import { isImagePath } from './split.ts'

const BUILD = /(?:^|\/)(?:Dockerfile|Containerfile)[^/]*$|\.(?:Dockerfile|Containerfile)$/i
const FROM = /^\s*(?:FROM\s+(?:--platform=\S+\s+)?|COPY\s+--from=)["']?$/
/** images: [org/x, "org/y"], also over several lines, or one item below the other. */
const LIST =
  /(?<![\w./-])["']?[\w-]*images["']?\s*[:=]\s*(?:\[[^[\]{}]*(?<=[[,\s])|(?:\n[ \t]*[#-].*)*\n[ \t]*-[ \t]+)["']?$/i
const LIST_CHARACTERS_MAX = 4000
/** The value of a key that goes on in a template, where no setting can be read: image: org/{{ .name }} */
const KEY = /^[\s#/*>-]*[\w.-]*image:\s+$/i
const TEMPLATE = /^\/[^\s"'`]*[{$]/

type File = { path: string; text: string; settings: Setting[] }

export function findShortNames(file: File, moves: Move[]): Finding {
  const { text, settings } = file
  const registries = settings.filter(
    (setting) => setting.value !== '' && partOf(setting)?.role === 'registry',
  )
  // A registry for all images is put before this one as well.
  const hasGlobal = registries.some(({ scope }) => scope.key === 'global')
  const finding: Finding = { edits: [], left: [] }
  for (const move of moves) {
    if (move.from.host !== 'docker.io' || move.from.path === '') continue
    const words = new RegExp(`(?<=^|[\\s"'=,[])${literally(move.from.path)}(?=${endOf(move)})`, 'g')
    const found = [...text.matchAll(words)].map(({ index }) => index)
    const named = found.filter((start) => isNamed(file, start))
    const set = settings.filter((setting) => !hasGlobal && isImage(setting, move)).map(({ start }) => start)
    const keyed = found.filter((start) => isListed(text, start) || isTemplated(text, start, move))
    // Which of the registries is put before these cannot be read.
    const isSure = registries.length === 0
    const starts = new Set([...named, ...set, ...(isSure ? keyed : [])])
    finding.edits.push(...[...starts].map((start) => edit(start, text, move)))
    if (!isSure) finding.left.push(...keyed.map((start) => leftOf(start, move)))
  }
  return finding
}

const isNamed = ({ path, text }: File, start: number): boolean =>
  isImageOfCommand(text, start) || (BUILD.test(path) && FROM.test(lineBefore(text, start)))

const isListed = (text: string, start: number): boolean =>
  LIST.test(text.slice(Math.max(0, start - LIST_CHARACTERS_MAX), start))

const isTemplated = (text: string, start: number, { from }: Move): boolean =>
  KEY.test(lineBefore(text, start)) &&
  TEMPLATE.test(text.slice(start + from.path.length, lineSpan(text, start)[1]))

const lineBefore = (text: string, at: number): string => text.slice(lineSpan(text, at)[0], at)

const leftOf = (start: number, { from }: Move): Left => ({
  start,
  end: start + from.path.length,
  reason: 'hand-path',
})

const literally = (path: string): string => path.replaceAll('.', String.raw`\.`)

/** Only a path of two steps can be an image by itself, and only where its new name is not a host alone. */
const endOf = ({ from, to }: Move): string =>
  String.raw`/(?:[a-z0-9$\{<]|%[svq])` +
  (from.path.includes('/') && to.path !== '' ? String.raw`|[:@][\w$\{<(]|["'\x60\s)<,\]]|$` : '')

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
