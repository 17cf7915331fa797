// Names that are written in parts: a registry in one key, the path in another. Both are changed, or neither.
import type { Edit, Finding, Reason } from './finding.ts'
import { hostsOf } from './home.ts'
import type { Move } from './move.ts'
import { type Part, partOf } from './role.ts'
import type { Scope, Setting } from './setting.ts'

type Image = { part: Part; rest: string }

export function findSplit(settings: Setting[], moves: Move[]): Finding {
  const finding: Finding = { edits: [], left: [] }
  const parts = settings.map(partOf).filter((part) => part !== null)
  const done = new Set<Setting>()
  for (const move of moves.filter(({ from }) => from.path !== '')) {
    for (const registry of parts) {
      const rest = registry.role === 'registry' ? restAfter(registry.setting.value, move) : null
      if (rest !== null && !done.has(registry.setting))
        rewriteImages({ registry, rest, move, parts, done }, finding)
    }
  }
  for (const move of moves) leaveLonePaths({ move, parts, done }, finding)
  return finding
}

type Work = { registry: Part; rest: string; move: Move; parts: Part[]; done: Set<Setting> }

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
  const { registry, rest, move, done } = work
  const beside = besideOf(work)
  const images = (beside.length > 0 ? beside : belowOf(work)).filter(({ setting }) => setting.value !== '')
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

/** The other parts of the image whose registry this is. */
function besideOf({ registry, parts, rest }: Work): Part[] {
  const { scope } = registry.setting
  const all = parts.filter(
    ({ setting, role, stem }) => setting.scope === scope && role !== 'registry' && stem === registry.stem,
  )
  // `name` is an image's only where its value is a path.
  return all
    .filter(({ setting, role }) => role === 'path' || isUnder(setting.value, rest))
    .filter(({ setting }) => setting.value !== '')
}

/** The images further in that take their registry from here: all there are for `global`, or those without their own. */
function belowOf({ registry, parts }: Work): Part[] {
  const { scope } = registry.setting
  const isGlobal = scope.key === 'global'
  const top = isGlobal ? (scope.parent ?? scope) : scope
  return parts.filter(({ setting, role }) => {
    if (role === 'registry' || (role !== 'path' && !setting.value.includes('/')) || role === 'namespace')
      return false
    if (!isInside(setting.scope, top)) return false
    return isGlobal || !hasOwnRegistry(setting.scope, top, parts)
  })
}

function isInside(scope: Scope | null, top: Scope): boolean {
  for (let at = scope; at !== null; at = at.parent) if (at === top) return true
  return false
}

function hasOwnRegistry(scope: Scope, top: Scope, parts: Part[]): boolean {
  for (let at: Scope | null = scope; at !== null && at !== top; at = at.parent) {
    if (
      parts.some(({ setting, role }) => role === 'registry' && setting.scope === at && setting.value !== '')
    )
      return true
  }
  return false
}

/** Paths of the old home whose registry is not in this file: they may be joined to it anywhere. */
function leaveLonePaths(
  { move, parts, done }: Pick<Work, 'move' | 'parts' | 'done'>,
  finding: Finding,
): void {
  const { path } = move.from
  if (path === '') return
  for (const part of parts) {
    const { setting, stem } = part
    if (done.has(setting) || !setting.value.startsWith(`${path}/`) || !isImagePath(part)) continue
    if (
      registriesOver(setting.scope, stem, parts).some(
        (value) => value !== '' && restAfter(value, move) === null,
      )
    )
      continue
    finding.left.push({ start: setting.start, end: setting.end, reason: 'hand-path' })
  }
}

function registriesOver(scope: Scope, stem: string, parts: Part[]): string[] {
  const found: string[] = []
  for (let at: Scope | null = scope; at !== null; at = at.parent) {
    for (const part of parts) {
      if (part.role === 'registry' && part.setting.scope === at && part.stem === stem)
        found.push(part.setting.value)
    }
  }
  return found
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
