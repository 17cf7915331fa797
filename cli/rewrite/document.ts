// What --json prints: every change, and everything that was left as it is.
import { toReadable } from './byte-text.ts'
import { REASONS } from './finding.ts'
import { createLocator } from './position.ts'
import { APART } from './record.ts'
import type { FileFinding, Survey } from './survey.ts'

export type Hit = { file: string; line: number; column: number; before: string; after: string; rule: string }
export type LeftAlone = {
  file: string
  line: number
  column: number
  text: string
  reason: string
  why: string
  by_hand: boolean
}

export const WHOLE = {
  ...APART,
  binary: 'a binary file',
  large: 'a file too large to rewrite',
  checkout: 'a checkout of its own, such as a submodule, which was not read: do the same there',
} as const

export function documentOf(survey: Survey, written: boolean) {
  const files = survey.files.filter(({ edits }) => edits.length > 0)
  const hits = files.flatMap(hitsOf)
  return {
    written,
    listed_by: survey.by,
    files_read: survey.filesRead,
    files_changed: files.length,
    references_changed: hits.length,
    hits,
    left_alone: survey.files.flatMap(leftOf),
    files_left_alone: survey.apart.map(({ file, why, count }) => ({
      file,
      reason: why,
      why: WHOLE[why],
      count,
    })),
    failed: survey.failed,
  }
}

function hitsOf({ path, text, edits }: FileFinding): Hit[] {
  const locate = createLocator(text)
  return edits.map(({ start, end, text: after, rule }) => ({
    file: path,
    ...locate(start),
    before: toReadable(text.slice(start, end)),
    after,
    rule,
  }))
}

export function leftOf({ path, text, left }: FileFinding): LeftAlone[] {
  const locate = createLocator(text)
  return left.map(({ start, end, reason }) => ({
    file: path,
    ...locate(start),
    text: toReadable(
      text.slice(start, end) + (/^[^\s"'`<>()]{0,120}/.exec(text.slice(end, end + 120))?.[0] ?? ''),
    ),
    reason,
    why: REASONS[reason],
    by_hand: reason.startsWith('hand-'),
  }))
}
