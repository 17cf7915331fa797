// Walks a folder as git would: every .gitignore on the way counts, .git/info/exclude too, links are not followed.
import { type Dirent, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import ignore, { type Ignore } from 'ignore'
import { messageOf } from './failure.ts'

type Rules = { base: string; rules: Ignore }
type Walk = { paths: string[]; unread: { file: string; why: string }[] }

const OTHERS = new Set(['.git', '.hg', '.svn', '.jj'])

export function walk(root: string): Walk {
  const found: Walk = { paths: [], unread: [] }
  const exclude = rulesIn(root, '', '.git/info/exclude')
  visit({ root, folder: '', rules: exclude === null ? [] : [exclude] }, found)
  return found
}

type Place = { root: string; folder: string; rules: Rules[] }

function visit({ root, folder, rules }: Place, found: Walk): void {
  const own = rulesIn(root, folder, `${folder}.gitignore`)
  const all = own === null ? rules : [...rules, own]
  for (const entry of entriesOf(root, folder, found)) {
    const path = `${folder}${entry.name}`
    const isFolder = entry.isDirectory()
    if (OTHERS.has(entry.name) || isIgnored(isFolder ? `${path}/` : path, all)) continue
    if (isFolder) visit({ root, folder: `${path}/`, rules: all }, found)
    else if (entry.isFile()) found.paths.push(path)
  }
}

function entriesOf(root: string, folder: string, found: Walk): Dirent[] {
  try {
    return readdirSync(join(root, folder), { withFileTypes: true })
  } catch (error) {
    found.unread.push({ file: folder, why: messageOf(error) })
    return []
  }
}

function rulesIn(root: string, base: string, file: string): Rules | null {
  try {
    return { base, rules: ignore().add(readFileSync(join(root, file), 'utf8')) }
  } catch {
    return null
  }
}

/** The innermost file that says anything decides. */
function isIgnored(path: string, all: Rules[]): boolean {
  for (const { base, rules } of all.toReversed()) {
    const { ignored, unignored } = rules.test(path.slice(base.length))
    if (ignored || unignored) return ignored
  }
  return false
}
