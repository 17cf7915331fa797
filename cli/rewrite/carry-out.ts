// Writes what the survey found, one whole file after the other.
import { join } from 'node:path'
import { messageOf } from './failure.ts'
import { apply } from './finding.ts'
import type { FileFinding, Survey } from './survey.ts'
import { replaceFile } from './write.ts'

/** The files that could be written; of the others `failed` tells why. */
export function carryOut(root: string, { files }: Survey, failed: Survey['failed']): FileFinding[] {
  return files.filter((file) => {
    if (file.edits.length === 0) return false
    const why = write(join(root, file.path), file)
    if (why !== null) failed.push({ file: file.path, why: `not written: ${why}` })
    return why === null
  })
}

function write(path: string, { text, edits }: FileFinding): string | null {
  try {
    return replaceFile(path, { before: text, after: apply(text, edits) })
  } catch (error) {
    return messageOf(error)
  }
}
