// Everything there is to find in one file.
import { findBareHosts, onOtherLines } from './bare-host.ts'
import { findComposed, joinedIn } from './composed.ts'
import { type Finding, type Left, settle } from './finding.ts'
import { judge } from './judgement.ts'
import { keepRemoteNames } from './kustomize.ts'
import { findPages } from './page.ts'
import type { Pattern } from './pattern.ts'
import { proseOf } from './prose.ts'
import { isPushingWorkflow, publishingOf } from './publish.ts'
import { scanDocument } from './setting-document.ts'
import { foldSettings } from './setting-fold.ts'
import { scanSettings } from './setting-scan.ts'
import { findShortNames } from './short-name.ts'
import { findSightings } from './sighting.ts'
import { findSplit, type Split } from './split.ts'

/** A locked chart holds a checksum over the addresses of what it depends on. */
const LOCK =
  /(?:^|\/)(?:Chart\.lock|requirements\.lock|go\.sum|go\.work\.sum|package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|Cargo\.lock|poetry\.lock|uv\.lock|Gemfile\.lock|composer\.lock|flake\.lock|MODULE\.bazel\.lock|\.terraform\.lock\.hcl)$/

export function examine(path: string, text: string, pattern: Pattern): Finding {
  const sightings = findSightings(text, pattern)
  if (LOCK.test(path)) {
    return { edits: [], left: sightings.map(({ start, end }) => ({ start, end, reason: 'hand-lock' })) }
  }
  const { edits, left, kept, hosts } = findParts(path, text, pattern)
  const file = { text, prose: proseOf(path, text), isPublished: publishingOf(path, text) }
  for (const sighting of sightings) {
    const { start, end } = sighting
    if (kept.some((setting) => start < setting.end && setting.start < end)) continue
    const verdict = judge(sighting, file)
    if ('rule' in verdict) edits.push({ start, end, ...verdict })
    else if (verdict.reason !== 'new') left.push({ start, end, reason: verdict.reason })
  }
  const changes = edits.filter((edit) => text.slice(edit.start, edit.end) !== edit.text)
  const finding = keepRemoteNames(text, { edits: changes, left })
  return settle({ ...finding, left: [...finding.left, ...onOtherLines(text, hosts, finding)] })
}

/** Names in parts, which only files that hold the path can have. */
function findParts(path: string, text: string, { moves }: Pattern): Split & { hosts: Left[] } {
  const written = moves.filter(({ from }) => from.path !== '' && isWritten(text, from.path))
  if (written.length === 0) return { edits: [], left: [], kept: [], hosts: [] }
  const scanned = [...scanSettings(text), ...(path.endsWith('.md') ? scanDocument(text) : [])]
  const settings = [...scanned, ...foldSettings(scanned)]
  const split = keepPublished(path, text, findSplit(settings, written, joinedIn(text)))
  return {
    edits: [...split.edits, ...findShortNames({ path, text, settings }, written)],
    left: [...findComposed(text, written), ...split.left, ...findPages(text, written)],
    kept: split.kept,
    hosts: findBareHosts(text, settings, written),
  }
}

/** A workflow that pushes goes by the parts of the name that it pushes to. */
function keepPublished(path: string, text: string, split: Split): Split {
  if (!isPushingWorkflow(path, text)) return split
  const left = split.edits.map(({ start, end }): Left => ({ start, end, reason: 'published' }))
  return { ...split, edits: [], left: [...split.left, ...left] }
}

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
