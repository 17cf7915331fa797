// What a person reads after a run: what was done, what to look at by hand, and what was left alone and why.
import { leftOf, type LeftAlone, WHOLE } from './document.ts'
import { quoted } from './hunk.ts'
import type { Survey } from './survey.ts'

/** Of each reason to leave something alone, beyond what a person has to look at. */
const SHOWN_MAX = 10

export type Outcome = { survey: Survey; written: boolean; dir: string }

export function* reportOf({ survey, written, dir }: Outcome): Generator<string> {
  const left = survey.files.flatMap(leftOf)
  yield* placesOf(
    'look at this by hand',
    left.filter((one) => one.by_hand),
    Infinity,
  )
  yield* placesOf(
    'left alone',
    left.filter((one) => !one.by_hand),
    SHOWN_MAX,
  )
  yield* wholeFiles(survey)
  yield* failures(survey)
  yield summaryOf(survey, written, dir)
}

function* placesOf(title: string, left: LeftAlone[], max: number): Generator<string> {
  for (const [why, places] of Map.groupBy(left, (one) => one.why)) {
    yield `${title}: ${why} (${places.length})`
    for (const { file, line, column, text } of places.slice(0, max))
      yield `  ${quoted(file)}:${line}:${column}  ${text}`
    if (places.length > max) yield `  and ${places.length - max} more, which --json lists`
  }
}

function* wholeFiles({ apart }: Survey): Generator<string> {
  for (const [why, files] of Map.groupBy(apart, (one) => one.why)) {
    const count = files.reduce((sum, file) => sum + (file.count ?? 0), 0)
    const what =
      why === 'checkout'
        ? plural(files.length, 'folder')
        : why === 'large'
          ? plural(files.length, 'file')
          : `${plural(count, 'mention')} in ${plural(files.length, 'file')}`
    yield `not touched: ${WHOLE[why]} (${what})`
    for (const { file, count: mentions } of files.slice(0, SHOWN_MAX))
      yield why === 'checkout' ? `  ${quoted(file)}` : `  ${quoted(file)}  ${mentions ?? 'some'}`
    if (files.length > SHOWN_MAX) yield `  and ${files.length - SHOWN_MAX} more, which --json lists`
  }
}

function* failures({ failed }: Survey): Generator<string> {
  if (failed.length === 0) return
  yield `failed (${failed.length})`
  for (const { file, why } of failed) yield `  ${quoted(file)}: ${why}`
}

function summaryOf({ files, filesRead }: Survey, written: boolean, dir: string): string {
  const changed = files.filter(({ edits }) => edits.length > 0)
  const references = changed.reduce((sum, { edits }) => sum + edits.length, 0)
  const read = `${plural(filesRead, 'file')} of ${dir} read`
  if (references === 0) return `${read}; nothing to change`
  const what = `${plural(references, 'reference')} in ${plural(changed.length, 'file')}`
  return written ? `${read}; changed ${what}` : `${read}; would change ${what}; --write does it`
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
