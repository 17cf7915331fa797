// What a checkout pushes or publishes: a front door serves what is pulled, so pushing goes on to where the images are kept.
import { lineSpan } from './prose.ts'

const PUSHES =
  /\b(?:docker|podman|buildah|nerdctl|helm|crane|gcrane|oras|img|ko|flux)\b[^|;&\n]*?(?:\s|-)push\b|\b(?:cosign|notation)\s+(?:sign|attest|attach)\b|\b(?:flux|crane)\s+tag\b/
const BUILDS = /\b(?:docker|podman|buildah|nerdctl)\b[^|;&\n]*?\s(?:build|bud|tag)\s/
const COPIES = /\b(?:crane|gcrane|skopeo|oras|regctl|cosign)\b[^|;&\n]*?\s(?:copy|cp)\s/
const PUSH_LINE = /^.*\b(?:docker|podman|buildah|nerdctl|helm|crane|oras)\b[^|;&\n]*?\spush\s.*$/gm
const KEY =
  /(?:[\w-]*(?:publish|push)(?:ed|es|ing)?(?:$|[_A-Z-])[\w-]*|KO_DOCKER_REPO)["']?\s*(?::=|\?=|\+=|=|:)\s*["']?$/i
const OPTION = /--[\w-]*(?:publish|push)[\w-]*(?:\s|=)/
/** A release tool's own list of what it pushes. */
const RELEASE_FILE = /(?:^|\/)\.?goreleaser[^/]*\.ya?ml$/
const WORKFLOW_FILE = /(?:^|\/)\.github\//
const PUSHING_STEP = /\bdocker\/(?:build-push|metadata)-action\b/

export type Publishing = (start: number, end: number) => boolean

export function publishingOf(path: string, text: string): Publishing {
  if (RELEASE_FILE.test(path)) return () => true
  const steps = WORKFLOW_FILE.test(path) ? pushingSteps(text) : []
  const pushed = (text.match(PUSH_LINE) ?? []).join('\n')
  return (start, end) => {
    const [from, to] = statementSpan(text, start)
    const before = text.slice(from, start)
    const after = text.slice(end, to)
    if (PUSHES.test(before) || OPTION.test(before) || /^[^|;&]*\s--push\b/.test(after) || KEY.test(before))
      return true
    if (COPIES.test(before)) return isLastArgument(after)
    if (BUILDS.test(before))
      return hasWord(pushed, /^[^:@\s"'`]*/.exec(text.slice(start, start + 300))?.[0] ?? '')
    const variable = /(\w+)["']?\s*(?::=|\?=|=|:)\s*["']?$/.exec(before)?.[1] ?? ''
    return hasWord(pushed, variable) || steps.some((step) => start >= step.start && start < step.end)
  }
}

/** Of a copy the last argument is where it goes. */
function isLastArgument(after: string): boolean {
  const rest = after.split(/[|;&`]|\s#/)[0] ?? ''
  return !/\s["'$\w]/.test(rest.replaceAll(/\\\r?\n/g, ' ').replaceAll(/\s-\S+/g, ''))
}

/** A name, or a variable that holds it. */
function hasWord(lines: string, word: string): boolean {
  if (word === '' || lines === '') return false
  const escaped = word.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
  return new RegExp(`(?<![\\w-])${escaped}(?![\\w-])`).test(lines)
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
function pushingSteps(text: string): { start: number; end: number }[] {
  const starts = [...text.matchAll(/^\s*- (?:name|uses|id|if|run|env|with):/gm)].map(({ index }) => index)
  return starts
    .map((start, at) => ({ start, end: starts[at + 1] ?? text.length }))
    .filter(({ start, end }) => PUSHING_STEP.test(text.slice(start, end)))
}
