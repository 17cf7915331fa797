// What a kustomization builds on in the checkout: files and folders, and what their kustomizations build on in turn.
import { dirname, join } from 'node:path'
import { type Content, readContent } from './content.ts'
import { buildsOnRemote, itemsOf } from './kustomize.ts'

type Checkout = {
  root: string
  isOwnFolder: (folder: string) => boolean
  isRewritten: (path: string) => boolean
}
type File = { path: string; text: string }
/** `isAll` where nothing of it is remote, missing or out of reach. */
type Below = { rewritten: File[]; kept: File[]; isAll: boolean }

const FILES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization']
const isKustomization = (path: string): boolean => FILES.some((file) => `/${path}`.endsWith(`/${file}`))

/**
 * Whether what the kustomization at `path` builds on goes on naming an image so: a file that is not rewritten has the name,
 * or may have it, and no kustomization in between gives the name anew.
 */
export function createBaseCheck(checkout: Checkout): (file: File) => (name: string) => boolean {
  return (file) => {
    if (!isKustomization(file.path)) return () => false
    let below: Below | null = null
    return (name) => {
      below ??= lookBelow(file, checkout)
      const isGiven = below.rewritten.some(({ text }) => hasName(text, name, String.raw`newName:\s+["']?`))
      return !isGiven && (!below.isAll || below.kept.some(({ text }) => hasName(text, name)))
    }
  }
}

function lookBelow(top: File, checkout: Checkout): Below {
  const below: Below = { rewritten: [], kept: [], isAll: !buildsOnRemote(top.text) }
  const seen = new Set([top.path])
  const open = [top]
  for (const { path, text } of open) {
    for (const item of itemsOf(text)) {
      const file = fileAt(join(dirname(path), item), checkout)
      if (file === null) below.isAll = false
      if (file === null || seen.has(file.path)) continue
      seen.add(file.path)
      below[checkout.isRewritten(file.path) ? 'rewritten' : 'kept'].push(file)
      if (!isKustomization(file.path)) continue
      if (buildsOnRemote(file.text)) below.isAll = false
      open.push(file)
    }
  }
  return below
}

/** Of a folder its kustomization; null where there is nothing to read, or it is out of the checkout. */
function fileAt(path: string, checkout: Checkout): File | null {
  if (/^\.\.(?:\/|$)/.test(path) || !checkout.isOwnFolder(dirname(path))) return null
  const content = contentOf(join(checkout.root, path))
  if (content?.kind === 'text') return { path, text: content.text }
  if (content?.kind !== 'folder') return null
  for (const file of FILES) {
    const inside = contentOf(join(checkout.root, path, file))
    if (inside?.kind === 'text') return { path: join(path, file), text: inside.text }
  }
  return null
}

function contentOf(path: string): Content | null {
  try {
    return readContent(path, [''])
  } catch {
    return null
  }
}

function hasName(text: string, name: string, lead = String.raw`(?<![\w./-])`): boolean {
  const literally = name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
  return new RegExp(String.raw`${lead}${literally}(?![\w/-]|\.\w)`).test(text)
}
