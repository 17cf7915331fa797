// Everything there is to find in one file.
import { repeatedIn } from './anchor.ts'
import { findBareHosts, onOtherLines } from './bare-host.ts'
import { findComposed, joinedIn } from './composed.ts'
import { type Edit, type Finding, type Left, settle } from './finding.ts'
import { judge } from './judgement.ts'
import { keepBaseNames } from './kustomize.ts'
import { findOpenHosts } from './open-host.ts'
import { findPages } from './page.ts'
import type { Pattern } from './pattern.ts'
import { proseOf } from './prose.ts'
import { isPushingWorkflow, type Publishing, publishingOf } from './publish.ts'
import type { Setting } from './setting.ts'
import { scanDocument } from './setting-document.ts'
import { foldSettings } from './setting-fold.ts'
import { scanSettings } from './setting-scan.ts'
import { findShortNames } from './short-name.ts'
import { findSightings } from './sighting.ts'
import { findSplit, type Split } from './split.ts'

/** A locked chart holds a checksum over the addresses of what it depends on. */
const LOCK =
  /(?:^|\/)(?:Chart\.lock|requirements\.lock|go\.sum|go\.work\.sum|package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|Cargo\.lock|poetry\.lock|uv\.lock|Gemfile\.lock|composer\.lock|flake\.lock|MODULE\.bazel\.lock|\.terraform\.lock\.hcl)$/

/** `isNamedBelow` says of an image whether what a kustomization builds on goes on naming it so. */
export function examine(
  path: string,
  text: string,
  pattern: Pattern,
  isNamedBelow: (name: string) => boolean = () => false,
): Finding {
  const sightings = findSightings(text, pattern)
  if (LOCK.test(path)) {
    return { edits: [], left: sightings.map(({ start, end }) => ({ start, end, reason: 'hand-lock' })) }
  }
  const file = { path, text, prose: proseOf(path, text), isPublished: publishingOf(path, text) }
  const { edits, left, kept, hosts } = findParts(file, pattern)
  for (const sighting of sightings) {
    const { start, end } = sighting
    if (kept.some((setting) => start < setting.end && setting.start < end)) continue
    const verdict = judge(sighting, file)
    if ('rule' in verdict) edits.push({ start, end, ...verdict })
    else if (verdict.reason !== 'new') left.push({ start, end, reason: verdict.reason })
  }
  const changes = edits.filter((edit) => text.slice(edit.start, edit.end) !== edit.text)
  const finding = keepBaseNames(text, { edits: changes, left }, isNamedBelow)
  const open = findOpenHosts(file, pattern.moves)
  return settle({
    ...finding,
    left: [...finding.left, ...onOtherLines(text, [...hosts, ...open], finding.left)],
  })
}

/** Names in parts, which only files that hold the path can have. */
function findParts(
  { path, text, isPublished }: { path: string; text: string; isPublished: Publishing },
  { moves }: Pattern,
): Split & { hosts: Left[] } {
  const written = moves.filter(({ from }) => from.path !== '' && isWritten(text, from.path))
  if (written.length === 0) return { edits: [], left: [], kept: [], hosts: [] }
  const scanned = [...scanSettings(text), ...(path.endsWith('.md') ? scanDocument(text) : [])]
  const settings = [...scanned, ...foldSettings(scanned)]
  const found = findSplit(settings, written, { isJoined: joinedIn(text), isRepeated: repeatedIn(text) })
  const isPushed =
    isPushingWorkflow(path, text) || found.edits.some((edit) => isPublished(edit.start, edit.end))
  const split = isPushed ? keepPublished(found, settings) : found
  const short = findShortNames({ path, text, settings }, written)
  const { published = [], pulled = [] } = Object.groupBy(short.edits, ({ start, end }) =>
    isPublished(start, end) ? 'published' : 'pulled',
  )
  return {
    edits: [...split.edits, ...pulled],
    left: [
      ...findComposed(text, written),
      ...split.left,
      ...short.left,
      ...published.map(leaveAsPublished),
      ...findPages(text, written),
    ],
    kept: split.kept,
    hosts: findBareHosts(text, settings, written),
  }
}

/** What pushes by the parts of a name goes by them elsewhere too. */
function keepPublished({ edits, left, kept }: Split, settings: Setting[]): Split {
  const starts = new Set(edits.map(({ start }) => start))
  return {
    edits: [],
    left: [...left, ...edits.map(leaveAsPublished)],
    kept: [...kept, ...settings.filter(({ start }) => starts.has(start))],
  }
}

const leaveAsPublished = ({ start, end }: Edit): Left => ({ start, end, reason: 'published' })

/** As a name of its own, and not only in the middle of others; or its end alone, after a registry with a path. */
function isWritten(text: string, path: string): boolean {
  const ends = path.split('/').map((_part, index, all) => all.slice(index).join('/'))
  return ends.some((part) => {
    for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
      const isStart =
        !/[\w.-]$/.test(text.charAt(at - 1)) || /\\[nrt]$/.test(text.slice(Math.max(0, at - 2), at))
      if (isStart && !/[\w.-]/.test(text.charAt(at + part.length))) return true
    }
    return false
  })
}
