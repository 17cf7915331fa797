// What a checkout pushes or publishes: a front door serves what is pulled, so pushing goes on to where the images are kept.
import { lineSpan } from './prose.ts'

const PUSHES =
  /\b(?:docker|podman|buildah|nerdctl|helm|crane|gcrane|oras|img|ko|flux)\b[^|;&\n]*?(?:\s|-)push\b|\b(?:cosign|notation)\s+(?:sign|attest|attach)\b|\b(?:flux|crane)\s+tag\b/
const BUILDS = /\b(?:docker|podman|buildah|nerdctl)\b[^|;&\n]*?\s(?:build|bud|tag)\s/
const COPIES = /\b(?:crane|gcrane|skopeo|oras|regctl|cosign)\b[^|;&\n]*?\s(?:copy|cp)\s/
const KEY =
  /(?:[\w-]*(?:publish|push)(?:ed|es|ing)?(?:$|[_A-Z-])[\w-]*|KO_DOCKER_REPO)["']?\s*(?::=|\?=|\+=|=|:)\s*["']?$/i
const OPTION = /--[\w-]*(?:publish|push)[\w-]*(?:\s|=)/
/** A release tool's own list of what it pushes. */
const RELEASE_FILE = /(?:^|\/)\.?goreleaser[^/]*\.ya?ml$/
const WORKFLOW_FILE = /(?:^|\/)\.github\//
const PUSHING_STEP = /\bdocker\/(?:build-push|metadata)-action\b/

type Place = { path: string; text: string; start: number; end: number }

export function isPublished({ path, text, start, end }: Place): boolean {
  if (RELEASE_FILE.test(path)) return true
  const [from, to] = statementSpan(text, start)
  const before = text.slice(from, start)
  const after = text.slice(end, to)
  if (PUSHES.test(before) || OPTION.test(before) || /^[^|;&]*\s--push\b/.test(after) || KEY.test(before))
    return true
  if (COPIES.test(before)) return isLastArgument(after)
  if (BUILDS.test(before)) return isPushed(text, /^\S*?(?=[:@\s"'`]|$)/.exec(text.slice(start))?.[0] ?? '')
  const variable = /(\w+)["']?\s*(?::=|\?=|=|:)\s*["']?$/.exec(before)?.[1]
  if (variable !== undefined && isPushed(text, variable)) return true
  return WORKFLOW_FILE.test(path) && PUSHING_STEP.test(stepAt(text, start))
}

/** Of a copy the last argument is where it goes. */
function isLastArgument(after: string): boolean {
  const rest = after.split(/[|;&`]|\s#/)[0] ?? ''
  return !/\s["'$\w]/.test(rest.replaceAll(/\\\r?\n/g, ' ').replaceAll(/\s-\S+/g, ''))
}

/** Whether this file pushes it, by its name or by a variable. */
function isPushed(text: string, word: string): boolean {
  if (word === '') return false
  const escaped = word.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
  return new RegExp(
    String.raw`\b(?:docker|podman|buildah|nerdctl|helm|crane|oras)\b[^|;&\n]*?\spush\s[^\n]*(?<![\w-])${escaped}(?![\w-])`,
  ).test(text)
}

/** The lines that a backslash at their end joins. */
function statementSpan(text: string, at: number): [number, number] {
  let [from, to] = lineSpan(text, at)
  while (from > 1 && /\\\r?$/.test(text.slice(...lineSpan(text, from - 1))))
    from = lineSpan(text, from - 1)[0]
  while (to < text.length && /\\\r?$/.test(text.slice(from, to))) to = lineSpan(text, to + 1)[1]
  return [from, to]
}

/** A step of a workflow is an item of a list whose first key is one of these. */
function stepAt(text: string, at: number): string {
  const STEP = /^\s*- (?:name|uses|id|if|run|env|with):/gm
  let from = 0
  for (const { index } of text.matchAll(STEP)) {
    if (index > at) return text.slice(from, index)
    from = index
  }
  return text.slice(from)
}
