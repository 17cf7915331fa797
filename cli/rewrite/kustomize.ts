// The images that a kustomization looks for in a base that stays as it is, which goes on naming them as it does.
import type { Edit, Finding, Reason } from './finding.ts'

type Span = { start: number; end: number }

const LISTS = 'resources|bases|components'
const ITEM = /(?:^[ \t]*-[ \t]+|[[,]\s*)["']?([^\s"',[\]{}]+)/gm
const REMOTE_ITEM =
  /^(?:(?:https?|ssh|git|oci):\/\/|git::|git@|(?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org)[/:])/
const REMOTE_CHART = /(?:^[ \t-]+|[{,][ \t]*)repo:[ \t]+\S/m
const NAME = /(?<=^[ \t]*(?:-[ \t]+)?|[{,][ \t]*)["']?name["']?:[ \t]+["']?([^\s"',}]+)/gm

/** An edit of such a name would make it match nothing; `isNamedBelow` tells of bases in the checkout. */
export function keepBaseNames(
  text: string,
  { edits, left }: Finding,
  isNamedBelow: (name: string) => boolean,
): Finding {
  const names = edits.length === 0 ? [] : namesIn(text)
  const isRemote = names.length > 0 && buildsOnRemote(text)
  const reasonFor = (edit: Edit): Reason | null => {
    const name = names.find(({ start, end }) => edit.start >= start && edit.start < end)
    if (name === undefined) return null
    if (isRemote) return 'hand-remote'
    return isNamedBelow(name.value) ? 'hand-base' : null
  }
  const finding: Finding = { edits: [], left: [...left] }
  for (const edit of edits) {
    const reason = reasonFor(edit)
    if (reason === null) finding.edits.push(edit)
    else finding.left.push({ start: edit.start, end: edit.end, reason })
  }
  return finding
}

/** What a kustomization builds on, as its lists name it. */
export function itemsOf(text: string): string[] {
  return blocksOf(text, LISTS).flatMap(({ start, end }) => {
    const list = text.slice(start, end).replaceAll(/(?:^|(?<=\s))#.*$/gm, '')
    return [...list.matchAll(ITEM)].map(([, item = '']) => item)
  })
}

export function buildsOnRemote(text: string): boolean {
  if (itemsOf(text).some((item) => REMOTE_ITEM.test(item))) return true
  return blocksOf(text, 'helmCharts').some(({ start, end }) => REMOTE_CHART.test(text.slice(start, end)))
}

function namesIn(text: string): (Span & { value: string })[] {
  return blocksOf(text, 'images').flatMap(({ start, end }) =>
    [...text.slice(start, end).matchAll(NAME)].map(({ index, 0: { length }, 1: value = '' }) => ({
      start: start + index,
      end: start + index + length,
      value,
    })),
  )
}

/** What is below a key of the outermost mapping, whose lists need no indent. */
function blocksOf(text: string, keys: string): Span[] {
  const lines = String.raw`^(?:${keys}):.*(?:\n(?!---)(?:[ \t\r#-].*)?)*`
  return [...text.matchAll(new RegExp(lines, 'gm'))].map(({ index, 0: { length } }) => ({
    start: index,
    end: index + length,
  }))
}
