// Puts a new version of a file in place of the old in one step: all of it is there, or nothing has changed.
import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'

const MARK = '.fairlead-rewrite-'
/** Of a name of 255 bytes, which is all that a disk takes, with the mark and three bytes a character. */
const NAME_CHARACTERS_MAX = 50

/** What a run that was killed may leave; it is never read nor rewritten. */
export const isTemporary = (path: string): boolean => basename(path).startsWith(MARK)

/** Why it was not written, or null; `before` is what the new version was made from. */
export function replaceFile(
  path: string,
  { before, after }: { before: string; after: string },
): string | null {
  const current = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW)
  const temporary = join(
    dirname(path),
    `${MARK}${process.pid}-${basename(path).slice(0, NAME_CHARACTERS_MAX)}`,
  )
  try {
    const { mode, uid, gid } = fstatSync(current)
    if ((mode & 0o222) === 0) return 'it is read-only'
    if (readFileSync(current, 'latin1') !== before) return 'it changed meanwhile; run again'
    writeNew(temporary, after, { mode, uid, gid })
    renameSync(temporary, path)
    return null
  } finally {
    closeSync(current)
    rmSync(temporary, { force: true })
  }
}

function writeNew(
  path: string,
  text: string,
  { mode, uid, gid }: { mode: number; uid: number; gid: number },
): void {
  const descriptor = openSync(path, 'wx', 0o600)
  try {
    writeFileSync(descriptor, text, 'latin1')
    const own = fstatSync(descriptor)
    if (own.uid !== uid || own.gid !== gid) fchownSync(descriptor, uid, gid)
    fchmodSync(descriptor, mode & 0o7777)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
