// Reads a file whole, one character a byte, so that every byte outside a change comes back as it was.
import { closeSync, constants, fstatSync, openSync, readFileSync, readSync } from 'node:fs'

export type Content =
  | { kind: 'text'; text: string }
  /** Something else is there: a link, a device. */
  | { kind: 'none' }
  /** Git lists a folder only where it is a checkout of its own. */
  | { kind: 'folder' }
  | { kind: 'binary'; text: string }
  /** Too large to hold; `mentions` says whether one of the words is in it. */
  | { kind: 'large'; mentions: boolean }

export const FILE_BYTES_MAX = 32 * 1024 * 1024
const CHUNK_BYTES = 1024 * 1024
/** The longest word that is looked for across the seam of two chunks. */
const SEAM_BYTES = 1024

/** Null where none of the words is in it. */
export function readContent(path: string, words: string[]): Content | null {
  const descriptor = openFile(path)
  if (descriptor === null) return { kind: 'none' }
  try {
    const stat = fstatSync(descriptor)
    if (stat.isDirectory()) return { kind: 'folder' }
    if (!stat.isFile()) return { kind: 'none' }
    if (stat.size > FILE_BYTES_MAX) return { kind: 'large', mentions: isMentioned(descriptor, words) }
    const bytes = readFileSync(descriptor)
    if (!words.some((word) => bytes.includes(word))) return null
    return { kind: bytes.includes(0) ? 'binary' : 'text', text: bytes.toString('latin1') }
  } finally {
    closeSync(descriptor)
  }
}

/** A link, which is never followed; a pipe that nobody writes to; what git still knows but is gone. */
const NOT_THERE = new Set(['ELOOP', 'ENXIO', 'ENOENT', 'ENOTDIR'])

/** Null where there is no file of that name; a pipe is not waited for. */
function openFile(path: string): number | null {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (error) {
    if (error instanceof Error && 'code' in error && NOT_THERE.has(String(error.code))) return null
    throw error
  }
}

function isMentioned(descriptor: number, words: string[]): boolean {
  const bytes = new Uint8Array(CHUNK_BYTES)
  const decoder = new TextDecoder('latin1')
  let seam = ''
  for (;;) {
    const count = readSync(descriptor, bytes, 0, CHUNK_BYTES, null)
    if (count === 0) return false
    const part = seam + decoder.decode(bytes.subarray(0, count))
    if (words.some((word) => part.includes(word))) return true
    seam = part.slice(-SEAM_BYTES)
  }
}
