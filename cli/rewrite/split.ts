// Names that are written in parts: a registry in one key, the path in another. Both are changed, or neither.
import { isAlias } from './anchor.ts'
import type { Edit, Finding, Left, Reason } from './finding.ts'
import type { Move } from './move.ts'
import { indexParts, isGlobal, type PartIndex, registriesOver } from './part-index.ts'
import { imagesOf, isUnder, pathsAtHome, restAfter } from './registry-image.ts'
import type { Part } from './role.ts'
import type { Setting } from './setting.ts'

/** What is `kept` nothing else may change either. */
export type Split = Finding & { kept: Setting[] }

type Image = { part: Part; rest: string }

/** What else in the file goes by a setting. */
export type Uses = { isJoined: (key: string) => boolean; isRepeated: (setting: Setting) => boolean }

/** For moves of homes with a path; a host alone is found as it stands. */
export function findSplit(settings: Setting[], moves: Move[], uses: Uses): Split {
  const index = indexParts(settings)
  const kept = pathsAtHome(
    moves.map(({ to }) => to).filter(({ path }) => path !== ''),
    index,
  )
  const finding: Split = { edits: [], left: [], kept }
  const done = new Set(kept)
  const inOrder = index.all.toSorted((a, b) => Number(isGlobal(b)) - Number(isGlobal(a)))
  for (const move of moves) {
    for (const registry of inOrder) {
      const rest = registry.role === 'registry' ? restAfter(registry.setting.value, move.from) : null
      if (rest !== null && !done.has(registry.setting))
        rewriteImages({ registry, rest, move, index, done, uses }, finding)
    }
  }
  for (const move of moves) leaveLonePaths({ move, index, done }, finding)
  return finding
}

type Work = {
  registry: Part
  rest: string
  move: Move
  index: PartIndex
  done: Set<Setting>
  uses: Uses
}

function rewriteImages(work: Work, finding: Split): void {
  const { registry, rest, move, index, done, uses } = work
  const images = imagesOf(registry, rest, index)
  const free = images.filter(({ setting }) => !done.has(setting))
  const ours = free.filter(({ setting }) => isUnder(setting.value, rest))
  if (ours.length === 0) {
    if (images.every(({ setting }) => isAlias(setting.value)) && !isLogin(registry))
      finding.left.push(leftOf(registry.setting, 'hand-registry'))
    return
  }
  const own = isGlobal(registry) ? ours.flatMap((part) => registriesOver(part, index).slice(0, 1)) : []
  const same = new Set([registry, ...twinsOf(registry, index), ...own])
  const registries = [...same].map(({ setting }) => setting)
  const paths = ours.map(({ setting }) => setting)
  for (const setting of [...registries, ...paths]) done.add(setting)
  const edits = ours.map((part) => editOf({ part, rest }, move)).filter((edit) => edit !== null)
  const isShared =
    free.some((part) => !ours.includes(part) && isOfAnother(part)) ||
    registries.some(({ value }) => value !== registry.setting.value)
  const isJoined = registries.some(({ key }) => uses.isJoined(key))
  const isRepeated = [...registries, ...paths].some(uses.isRepeated)
  if (isShared || isJoined || isRepeated || edits.length < ours.length) {
    const others = isJoined ? 'hand-joined' : isRepeated ? 'hand-repeated' : 'hand-empty'
    const reason = isShared ? 'hand-shared' : others
    finding.left.push(...[...registries, ...paths].map((setting) => leftOf(setting, reason)))
    finding.kept.push(...registries, ...paths)
    return
  }
  const text = `${move.to.host}${registry.setting.value.endsWith('/') ? '/' : ''}`
  finding.edits.push(
    ...registries.map(({ start, end }) => ({ start, end, text, rule: 'split' }) as const),
    ...edits,
  )
}

/** Other registries of the same images. */
const twinsOf = (registry: Part, { within }: PartIndex): Part[] =>
  (within.get(registry.setting.scope) ?? []).filter(
    (part) =>
      part !== registry &&
      part.role === 'registry' &&
      part.stem === registry.stem &&
      part.setting.value !== '',
  )

const leftOf = ({ start, end }: Setting, reason: Reason): Left => ({ start, end, reason })

/** A name without a path is completed by a namespace beside it, and one with a host by nothing: they say nothing. */
const isOfAnother = ({ role, setting: { value } }: Part): boolean =>
  role !== 'namespace' && (isAlias(value) || (value.includes('/') && !/^[^/]*[.:][^/]*\//.test(value)))

/** Paths of the old home whose registry is not in this file: they may be joined to it anywhere. */
function leaveLonePaths({ move, index, done }: Pick<Work, 'move' | 'index' | 'done'>, finding: Split): void {
  const { path } = move.from
  for (const part of index.all) {
    const { setting } = part
    if (done.has(setting) || !setting.value.replace(/^\//, '').startsWith(`${path}/`) || !isImagePath(part))
      continue
    if (registriesOver(part, index).some(({ setting: { value } }) => isElsewhere(value, move))) continue
    finding.left.push({ start: setting.start, end: setting.end, reason: 'hand-path' })
  }
}

const isElsewhere = (registry: string, { from }: Move): boolean =>
  restAfter(registry, from) === null && !isAlias(registry)

function editOf({ part, rest }: Image, move: Move): Edit | null {
  const { start, end, value, quote } = part.setting
  const lead = value.startsWith('/') ? '/' : ''
  const tail = value.slice(lead.length + rest.length)
  const text = `${move.to.path}${move.to.path === '' ? tail.replace(/^\//, '') : tail}`
  const edit = { start, end, rule: 'split' } as const
  if (text !== '' && !/^[:@]/.test(text)) return { ...edit, text: `${lead}${text}` }
  // A chart that has a key for it leaves an empty namespace out; in other places it would leave an empty step.
  if (tail !== '' || !/^image[._-]?namespace$/i.test(part.setting.key)) return null
  return { ...edit, text: quote === '' ? '""' : '' }
}

/** Where one logs in, one pushes; the images say by themselves where they are pulled from. */
const isLogin = ({ setting }: Part): boolean =>
  setting.scope.settings.some(({ key }) => /^(?:username|password)$/i.test(key))

/** Source code has repositories as well, and kustomize replaces names that stand for others. */
export function isImagePath({ setting: { key, scope }, role, stem }: Part): boolean {
  if (
    role === 'registry' ||
    role === 'namespace' ||
    /git|source|vcs|module/.test(stem) ||
    scope.key === 'with'
  )
    return false
  return role === 'path' || /image/i.test(key)
}
