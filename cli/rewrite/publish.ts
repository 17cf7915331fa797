// What a checkout pushes or publishes: a front door serves what is pulled, so pushing goes on to where the images are kept.
import { lineSpan } from './prose.ts'
import { commandsOf, isBuild, isTarget, wordsOf } from './push-command.ts'
import { isRunIn, isWorkflow, type Place, placesOf } from './push-place.ts'
import { namesOf, pushedIn } from './pushed.ts'

const KEY =
  /(?:[\w-]*(?:publish|push(?![_-]?gateway))(?:ed|es|ing)?(?:$|[_A-Z-])[\w-]*|KO_DOCKER_REPO)["']?\s*(?::=|\?=|\+=|=|:)\s*["']?$/i
/** cert-manager's make modules: the name on the left is pushed to what is on the right. */
const PUSHED_TO = /\bimage_registry_rewrite\s*[:?+]?=(?:.*\s)?\s*[^\s=]+=$/
/** A release tool's own list of what it pushes, and what is named after it: push-images/x.yml, hack/release-images.sh */
const RELEASE_FILE =
  /(?:^|\/)\.?goreleaser[^/]*\.ya?ml$|(?:^|[/_.-])(?:push|publish|release)[_-](?:\w+[_-])*(?:images?|containers?|docker|charts?)[/.]/

const YAML = /\.ya?ml$/
/** How much above a name is looked at for what it belongs to, characters. */
const ABOVE = 2000
const INDENT_MAX = 100

export type Publishing = (start: number, end: number) => boolean

export function publishingOf(path: string, text: string): Publishing {
  if (RELEASE_FILE.test(path)) return () => true
  const places = placesOf(path, text)
  const pushed = pushedIn(text, textsOf(text, places))
  return (start, end) => {
    const [from, to] = statementSpan(text, start, YAML.test(path))
    const before = commandsOf(wordsOf(text.slice(from, start))).at(-1) ?? ''
    const after = wordsOf(text.slice(end, to))
    if (KEY.test(before) || PUSHED_TO.test(before)) return true
    if (places.some((place) => start >= place.start && start < place.end)) return true
    const isPushed = isTarget(before, after)
    if (isPushed !== null) return isPushed
    if (isBuild(before))
      return hasWord(pushed.text, /^[^:@\s"'`]*/.exec(text.slice(start, start + 300))?.[0] ?? '')
    const above = text.slice(Math.max(0, from - ABOVE), from)
    if (!namesOf(before, above).some((name) => pushed.names.has(name))) return false
    return !(isWorkflow(path) && isRunIn(above))
  }
}

const textsOf = (text: string, places: Place[]): string[] =>
  places.map(({ start, end }) => text.slice(start, end))

function hasWord(lines: string, word: string): boolean {
  if (word === '' || lines === '') return false
  const escaped = word.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
  return new RegExp(String.raw`(?<![\w-])${escaped}(?![\w-])`).test(lines)
}

/** The lines that a backslash at their end joins, or YAML where the next begins with an option. */
export function statementSpan(text: string, at: number, isFolded = false): [number, number] {
  const isJoined = (end: number): boolean =>
    /\\\r?$/.test(text.slice(Math.max(0, end - 2), end)) ||
    (isFolded && /^\n[ \t]+--?[a-z]/.test(text.slice(end, end + INDENT_MAX)))
  let [from, to] = lineSpan(text, at)
  while (from > 1 && isJoined(from - 1)) from = lineSpan(text, from - 1)[0]
  while (to < text.length && isJoined(to)) to = lineSpan(text, to + 1)[1]
  return [from, to]
}

export const isPushingWorkflow = (path: string, text: string): boolean =>
  isWorkflow(path) && pushedIn(text, textsOf(text, placesOf(path, text))).text !== ''
