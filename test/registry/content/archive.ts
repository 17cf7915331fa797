// A tar archive whose bytes depend on nothing but its files.
import { packTar, type TarEntry } from 'modern-tar'
import { bytesOf, type Bytes } from './digest.ts'

/** Paths ending in `/` are directories. */
export type Files = Readonly<Record<string, string | Bytes>>

export const EPOCH = '2025-10-07T12:00:00Z'

const mtime = new Date(EPOCH)
const owner = { uid: 0, gid: 0, uname: 'root', gname: 'root', mtime }

const entryOf = ([name, content]: [string, string | Bytes]): TarEntry => {
  if (name.endsWith('/')) return { header: { name, type: 'directory', size: 0, mode: 0o755, ...owner } }
  const body = typeof content === 'string' ? bytesOf(content) : content
  const mode = name.startsWith('app/') ? 0o755 : 0o644
  return { header: { name, type: 'file', size: body.length, mode, ...owner }, body }
}

export const archiveOf = (files: Files): Promise<Bytes> => packTar(Object.entries(files).map(entryOf))
