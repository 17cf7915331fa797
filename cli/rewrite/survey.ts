// Goes through a whole checkout and says of every file what there is in it; changes nothing.
import { realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { readContent } from './content.ts'
import { examine } from './examine.ts'
import { messageOf } from './failure.ts'
import type { Edit, Left } from './finding.ts'
import { createBaseCheck } from './kustomize-base.ts'
import { listFiles } from './listing.ts'
import type { Pattern } from './pattern.ts'
import type { Apart } from './record.ts'
import type { Selection } from './selection.ts'
import { findSightings } from './sighting.ts'

export type FileFinding = { path: string; text: string; edits: Edit[]; left: Left[] }

export type Survey = {
  by: 'git' | 'walk'
  filesRead: number
  files: FileFinding[]
  /** Files left alone as a whole though the old home is in them, and how often. */
  apart: { file: string; why: Apart | 'binary' | 'large' | 'checkout'; count: number | null }[]
  failed: { file: string; why: string }[]
}

type Question = { root: string; pattern: Pattern; selection: Selection }
type Search = Question & {
  isOwnFolder: (path: string) => boolean
  isNamedBelow: ReturnType<typeof createBaseCheck>
}

/** How many files are read before the machine gets a chance to do something else, such as to stop us. */
const BATCH_FILES = 200

export async function survey(
  question: Question,
  onProgress: (done: number, of: number) => void,
): Promise<Survey> {
  const { paths, by, unread } = await listFiles(question.root)
  const result: Survey = { by, filesRead: 0, files: [], apart: [], failed: [...unread] }
  const isOwnFolder = createFolderCheck(question.root)
  const listed = new Set(paths)
  const isRewritten = (path: string): boolean => listed.has(path) && question.selection(path) === null
  const isNamedBelow = createBaseCheck({ root: question.root, isOwnFolder, isRewritten })
  const search = { ...question, isOwnFolder, isNamedBelow }
  for (const [index, path] of paths.entries()) {
    if (index % BATCH_FILES === 0) {
      onProgress(index, paths.length)
      await setImmediate()
    }
    try {
      look(path, search, result)
    } catch (error) {
      result.failed.push({ file: path, why: messageOf(error) })
    }
  }
  return result
}

function look(path: string, search: Search, result: Survey): void {
  const { root, pattern, selection, isOwnFolder } = search
  if (path.includes('\uFFFD') && selection(path) !== 'skipped')
    throw new Error('its name is no UTF-8: rename or --skip it')
  if (!isOwnFolder(dirname(path))) return
  const content = readContent(join(root, path), pattern.words)
  if (content?.kind === 'none') return
  if (content?.kind === 'folder') {
    if (selection(path) !== 'skipped')
      result.apart.push({ file: path.replace(/\/$/, ''), why: 'checkout', count: null })
    return
  }
  result.filesRead += 1
  if (content === null) return
  if (content.kind === 'large') {
    if (content.mentions) result.apart.push({ file: path, why: 'large', count: null })
    return
  }
  const why = content.kind === 'binary' ? 'binary' : selection(path)
  if (why !== null) {
    const count = findSightings(content.text, pattern).length
    if (count > 0) result.apart.push({ file: path, why, count })
    return
  }
  const isNamedBelow = search.isNamedBelow({ path, text: content.text })
  const finding = examine(path, content.text, pattern, isNamedBelow)
  if (finding.edits.length + finding.left.length > 0)
    result.files.push({ path, text: content.text, ...finding })
}

/** Git may know files in a folder that is a link by now, which leads out of the checkout. */
function createFolderCheck(root: string): (folder: string) => boolean {
  const known = new Map<string, boolean>()
  return (folder) => {
    const before = known.get(folder)
    if (before !== undefined) return before
    const isOwn = isReal(join(root, folder))
    known.set(folder, isOwn)
    return isOwn
  }
}

function isReal(folder: string): boolean {
  try {
    return realpathSync(folder) === folder
  } catch {
    return false
  }
}
