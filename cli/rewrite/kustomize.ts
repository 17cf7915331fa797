// The images that a kustomization looks for in a remote base, which goes on naming them as it does.
import type { Edit, Finding, Left } from './finding.ts'

type Span = { start: number; end: number }

const REMOTE_ITEM =
  /^[ \t]*-[ \t]+["']?(?:(?:https?|ssh|git|oci):\/\/|git::|git@|(?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org)[/:])/m
const REMOTE_CHART = /^[ \t-]+repo:[ \t]+\S/m
const NAME = /(?<=^[ \t]*(?:-[ \t]+)?|[{,][ \t]*)["']?name["']?:[ \t]+["']?([^\s"',}]+)/gm

/** An edit of such a name would make it match nothing. */
export function keepRemoteNames(text: string, { edits, left }: Finding): Finding {
  const names = remoteNames(text)
  const isRemote = (edit: Edit): boolean =>
    names.some(({ start, end }) => edit.start >= start && edit.start < end)
  const kept = edits.filter(isRemote).map(({ start, end }): Left => ({ start, end, reason: 'hand-remote' }))
  return { edits: edits.filter((edit) => !isRemote(edit)), left: [...left, ...kept] }
}

function remoteNames(text: string): Span[] {
  const images = blocksOf(text, 'images')
  if (images.length === 0) return []
  const isIn = (keys: string, sign: RegExp): boolean =>
    blocksOf(text, keys).some(({ start, end }) => sign.test(text.slice(start, end)))
  if (!isIn('resources|bases|components', REMOTE_ITEM) && !isIn('helmCharts', REMOTE_CHART)) return []
  return images.flatMap(({ start, end }) =>
    [...text.slice(start, end).matchAll(NAME)].map(({ index, 0: { length } }) => ({
      start: start + index,
      end: start + index + length,
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
