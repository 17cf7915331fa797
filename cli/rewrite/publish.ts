// What a checkout pushes or publishes: a front door serves what is pulled, so pushing goes on to where the images are kept.
import { lineSpan } from './prose.ts'

const PUSHES =
  /(?<![\w./-])(?:docker|podman|buildah|nerdctl|helm|crane|gcrane|oras|img|ko|flux)\s(?:[^|;&\n]*?[\s-])?push\b|(?<![\w./-])(?:cosign|notation)\s+(?:sign|attest|attach)\b|(?<![\w./-])(?:flux|crane)\s+tag\b/
const BUILDS = /(?<![\w./-])(?:docker|podman|buildah|nerdctl)\s(?:[^|;&\n]*?\s)?(?:build|bud|tag)\s/
const COPIES = /(?<![\w./-])(?:crane|gcrane|skopeo|oras|regctl|cosign)\s(?:[^|;&\n]*?\s)?(?:copy|cp)\s/
const PUSH_LINE =
  /^.*(?<![\w./-])(?:docker|podman|buildah|nerdctl|helm|crane|oras)\s(?:[^|;&\n]*?\s)?push\s.*$/gm
const KEY =
  /(?:[\w-]*(?:publish|push)(?:ed|es|ing)?(?:$|[_A-Z-])[\w-]*|KO_DOCKER_REPO)["']?\s*(?::=|\?=|\+=|=|:)\s*["']?$/i
/** cert-manager's make modules: the name on the left is pushed to what is on the right. */
const PUSHED_TO = /\bimage_registry_rewrite\s*[:?+]?=(?:.*\s)?\s*[^\s=]+=$/
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
    if (
      PUSHES.test(before) ||
      OPTION.test(before) ||
      /^[^|;&]*\s--push\b/.test(after) ||
      KEY.test(before) ||
      PUSHED_TO.test(before)
    )
      return true
    if (COPIES.test(before)) return isLastArgument(after)
    if (BUILDS.test(before))
      return hasWord(pushed, /^[^:@\s"'`]*/.exec(text.slice(start, start + 300))?.[0] ?? '')
    const variable = /(\w+)["']?\s*(?::=|\?=|=|:)\s*["']?$/.exec(before)?.[1] ?? ''
    return (
      hasWord(pushed, variable, String.raw`\$[({]*`) ||
      steps.some((step) => start >= step.start && start < step.end)
    )
  }
}

/** Of a copy the last argument is where it goes. */
function isLastArgument(after: string): boolean {
  const rest = after.split(/[|;&`]|\s#/)[0] ?? ''
  return !/\s["'$\w]/.test(rest.replaceAll(/\\\r?\n/g, ' ').replaceAll(/\s-\S+/g, ''))
}

/** After `lead`, which begins a variable where it is one. */
function hasWord(lines: string, word: string, lead = String.raw`(?<![\w-])`): boolean {
  if (word === '' || lines === '') return false
  const escaped = word.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
  return new RegExp(`${lead}${escaped}(?![\\w-])`).test(lines)
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

export const isPushingWorkflow = (path: string, text: string): boolean =>
  WORKFLOW_FILE.test(path) && (PUSHING_STEP.test(text) || (text.match(PUSH_LINE) ?? []).length > 0)
