// Names that are written in parts: a registry in one key, the path in another. Both are changed, or neither.
import type { Edit, Finding, Reason } from './finding.ts'
import { hostsOf } from './home.ts'
import type { Move } from './move.ts'
import { belowOf, besideOf, indexParts, type PartIndex, registriesOver } from './part-index.ts'
import type { Part } from './role.ts'
import type { Setting } from './setting.ts'

type Image = { part: Part; rest: string }

/** For moves of homes with a path; a host alone is found as it stands. */
export function findSplit(settings: Setting[], moves: Move[]): Finding {
  const finding: Finding = { edits: [], left: [] }
  const index = indexParts(settings)
  const done = new Set<Setting>()
  for (const move of moves) {
    for (const registry of index.all) {
      const rest = registry.role === 'registry' ? restAfter(registry.setting.value, move) : null
      if (rest !== null && !done.has(registry.setting))
        rewriteImages({ registry, rest, move, index, done }, finding)
    }
  }
  for (const move of moves) leaveLonePaths({ move, index, done }, finding)
  return finding
}

type Work = { registry: Part; rest: string; move: Move; index: PartIndex; done: Set<Setting> }

/** What is left of the old home after what the registry's key holds of it; null where that is another home. */
function restAfter(value: string, { from }: Move): string | null {
  const trimmed = value.replace(/\/$/, '')
  for (const host of hostsOf(from)) {
    const home = `${host}/${from.path}`
    if (home.startsWith(`${trimmed}/`) && trimmed.length >= host.length) return home.slice(trimmed.length + 1)
  }
  return null
}

function rewriteImages(work: Work, finding: Finding): void {
  const { registry, rest, move, index, done } = work
  // `name` is an image's only where its value is a path.
  const beside = besideOf(registry, index).filter(
    ({ setting: { value }, role }) => value !== '' && (role === 'path' || isUnder(value, rest)),
  )
  const images = (beside.length > 0 ? beside : belowOf(registry, index)).filter(
    ({ setting }) => setting.value !== '',
  )
  const ours = images.filter(({ setting }) => isUnder(setting.value, rest))
  // A name without a path is completed by a namespace beside it, so it says nothing by itself.
  const others = images.filter(
    (part) => !ours.includes(part) && part.role !== 'namespace' && part.setting.value.includes('/'),
  )
  const foreign = others.filter(({ setting }) => !hasHost(setting.value))
  const leave = (reason: Reason) =>
    finding.left.push({ start: registry.setting.start, end: registry.setting.end, reason })
  if (ours.length === 0) {
    if (images.length === 0 && !isLogin(registry)) leave('hand-registry')
    return
  }
  const edits = ours.map((part) => editOf({ part, rest }, move)).filter((edit) => edit !== null)
  done.add(registry.setting)
  for (const { setting } of ours) done.add(setting)
  if (foreign.length > 0 || edits.length < ours.length) {
    const reason = foreign.length > 0 ? 'hand-shared' : 'hand-empty'
    leave(reason)
    for (const { setting } of ours) finding.left.push({ start: setting.start, end: setting.end, reason })
    return
  }
  const { start, end, value } = registry.setting
  finding.edits.push(
    { start, end, text: `${move.to.host}${value.endsWith('/') ? '/' : ''}`, rule: 'split' },
    ...edits,
  )
}

/** Paths of the old home whose registry is not in this file: they may be joined to it anywhere. */
function leaveLonePaths(
  { move, index, done }: Pick<Work, 'move' | 'index' | 'done'>,
  finding: Finding,
): void {
  const { path } = move.from
  for (const part of index.all) {
    const { setting } = part
    if (done.has(setting) || !setting.value.startsWith(`${path}/`) || !isImagePath(part)) continue
    if (registriesOver(part, index).some((value) => restAfter(value, move) === null)) continue
    finding.left.push({ start: setting.start, end: setting.end, reason: 'hand-path' })
  }
}

const isUnder = (value: string, rest: string): boolean =>
  value === rest || ['/', ':', '@'].some((mark) => value.startsWith(`${rest}${mark}`))

const hasHost = (value: string): boolean => /^[^/]*[.:][^/]*\//.test(value)

function editOf({ part, rest }: Image, move: Move): Edit | null {
  const { start, end, value, quote } = part.setting
  const tail = value.slice(rest.length)
  const text = `${move.to.path}${move.to.path === '' ? tail.replace(/^\//, '') : tail}`
  const edit = { start, end, rule: 'split' } as const
  if (text !== '' && !/^[:@]/.test(text)) return { ...edit, text }
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
