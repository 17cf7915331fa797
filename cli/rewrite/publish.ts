// What a checkout pushes or publishes: a front door serves what is pulled, so pushing goes on to where the images are kept.
import { lineSpan } from './prose.ts'

const PUSHES =
  /(?:(?<![\w./-])(?:docker|podman|buildah|nerdctl|helm|crane|gcrane|oras|img|ko|flux)\s(?:[^|;&\n]*?[\s-])?|\$[({]?\w+[)}]?\s)push\b|(?<![\w./-])(?:cosign|notation)\s+(?:sign|attest|attach)\b|(?<![\w./-])(?:flux|crane)\s+tag\b/
/** A list of images is made where it is then kept, and so are its own. */
const LISTS =
  /\bmanifest\s+(?:create|annotate|add)\s|\bimagetools\s+create\s(?:[^|;&]*?\s)?(?:-t|--tag)[\s=]["']?$/
const BUILDS =
  /(?:(?<![\w./-])(?:docker|podman|buildah|nerdctl)|\$[({]?\w+[)}]?)\s(?:[^|;&\n]*?\s)?(?:build|bud|tag)\s/
const COPIES = /(?<![\w./-])(?:crane|gcrane|skopeo|oras|regctl|cosign)\s(?:[^|;&\n]*?\s)?(?:copy|cp)\s/
/** The tool may be a variable: $(CONTAINER_TOOL) push $(IMG) */
const PUSH_LINE =
  /^.*(?:(?<![\w./-])(?:docker|podman|buildah|nerdctl|helm|crane|oras)|\$[({]?\w+[)}]?)\s(?:[^|;&\n]*?\s)?push\s.*$/gm
const COMPOSED = /^[ \t]*(?:(?:export|local|readonly)[ \t]+)*(\w+)["']?[ \t]*(?::=|\?=|=|:)[ \t]*(.*\$.*)$/gm
const KEY =
  /(?:[\w-]*(?:publish|push)(?:ed|es|ing)?(?:$|[_A-Z-])[\w-]*|KO_DOCKER_REPO)["']?\s*(?::=|\?=|\+=|=|:)\s*["']?$/i
/** cert-manager's make modules: the name on the left is pushed to what is on the right. */
const PUSHED_TO = /\bimage_registry_rewrite\s*[:?+]?=(?:.*\s)?\s*[^\s=]+=$/
/** A port that `docker run` publishes is no image: --publish 8080:80 */
const OPTION = /--(?!publish-all\s|publish[\s=]\S*[\d:]\S*\s)[\w-]*(?:publish|push)[\w-]*(?:\s|=)/
/** A release tool's own list of what it pushes, and what is named after it: push-images/x.yml, hack/release-images.sh */
const RELEASE_FILE =
  /(?:^|\/)\.?goreleaser[^/]*\.ya?ml$|(?:^|[/_.-])(?:push|publish|release)[_-](?:\w+[_-])*(?:images?|containers?|docker|charts?)[/.]/
const VARIABLE = String.raw`\$[({]*`
const WORKFLOW_FILE = /(?:^|\/)\.github\//
const PUSHING_STEP =
  /\bdocker\/(?:build-push|metadata)-action\b|\buses:\s*["']?\S*[/-]push-(?!action\b)[\w-]+@/

export type Publishing = (start: number, end: number) => boolean

export function publishingOf(path: string, text: string): Publishing {
  if (RELEASE_FILE.test(path)) return () => true
  const steps = WORKFLOW_FILE.test(path) ? pushingSteps(text) : []
  const pushed = pushedIn(text)
  return (start, end) => {
    const [from, to] = statementSpan(text, start)
    const before = text.slice(from, start)
    const after = text.slice(end, to)
    if (
      PUSHES.test(before) ||
      LISTS.test(before) ||
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
      hasWord(pushed, variable, VARIABLE) || steps.some((step) => start >= step.start && start < step.end)
    )
  }
}

/** The lines that push, and what the variables in them are put together of. */
function pushedIn(text: string): string {
  let pushed = (text.match(PUSH_LINE) ?? []).join('\n')
  if (pushed === '') return ''
  let rest = [...text.matchAll(COMPOSED)]
  for (let count = -1; count !== rest.length;) {
    count = rest.length
    const isPushed = ([, name = '']: RegExpExecArray): boolean => hasWord(pushed, name, VARIABLE)
    const { used = [], others = [] } = Object.groupBy(rest, (one) => (isPushed(one) ? 'used' : 'others'))
    pushed += used.map(([, , value = '']) => `\n${value}`).join('')
    rest = others
  }
  return pushed
}

/** Of a copy the last argument is where it goes. */
function isLastArgument(after: string): boolean {
  const rest = after.split(/[|;&`]|\s#/)[0] ?? ''
  return !/\s(?:["'$\w]|<\w)/.test(rest.replaceAll(/\\\r?\n/g, ' ').replaceAll(/\s-\S+/g, ''))
}

/** After `lead`, which begins a variable where it is one. */
function hasWord(lines: string, word: string, lead = String.raw`(?<![\w-])`): boolean {
  if (word === '' || lines === '') return false
  const escaped = word.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
  return new RegExp(`${lead}${escaped}(?![\\w-])`).test(lines)
}

/** The lines that a backslash at their end joins. */
export function statementSpan(text: string, at: number): [number, number] {
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
