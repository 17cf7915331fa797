// What the variables of a file are put together of that its commands push.
import { commandsOf, mightPush, pushedBy, wordsOf } from './push-command.ts'

/** `names` are variables and keys, `text` is what they and the commands hold. */
export type Pushed = { names: Set<string>; text: string }

/** $IMG, $(IMG), ${IMG:-x}, $env:IMG, ${{ env.IMG }}, {{.IMG}}; ${{ github.repository }} is set by nobody here. */
const VARIABLE = /\$(?:env[.:])?(\w+)|(?:\$[({]+|\{\{)-?\s*(?!github\.)(?:[\w-]*\.)*([\w-]+)/g
const OPERATOR = String.raw`(?:::?=|\?=|\+=|=|:)`
/** A value may be a list, on the lines below as well; these are looked at, not taken, as they may have settings too. */
const ASSIGNMENT = new RegExp(
  String.raw`^[ \t]*(?:(?:-|run:|echo|export|local|readonly|declare|def|const|var|let|override|ENV|ARG)[ \t]+)*["']?([\w-]+)["']?[ \t]*${OPERATOR}(?=[ \t]*(\[[^\][]*\]|\S[^\n]*|(?:\r?\n[ \t]*-[ \t][^\n]*){1,200}))`,
  'gm',
)
const LOOP = /\bfor[ \t]+(\w+)[ \t]+in[ \t]+([^\n;]*)/g
/** A tag may come from a tool, which is run and not pushed: $(docker run quay.io/jetstack/x version) */
const RUN = /\$\((?:shell\s+)?(?:docker|podman|nerdctl|crane|skopeo|oras|regctl)\s[^)]*\)/g

/** `places` hold what is pushed by itself, without a command. */
export function pushedIn(text: string, places: string[]): Pushed {
  const names = new Set<string>()
  if (places.length === 0 && !mightPush(text)) return { names, text: '' }
  const words = wordsOf(text)
  const texts = [...commandsOf(words).map(pushedBy), ...places.map(wordsOf)].filter((part) => part !== '')
  if (texts.length === 0) return { names, text: '' }
  const assigned = Map.groupBy([...words.matchAll(ASSIGNMENT), ...words.matchAll(LOOP)], ([, name]) => name)
  // The list grows while it is gone through.
  for (const part of texts) {
    for (const name of variablesIn(part)) {
      if (names.has(name)) continue
      names.add(name)
      texts.push(...(assigned.get(name) ?? []).map(([, , value = '']) => value.replaceAll(RUN, '')))
    }
  }
  return { names, text: texts.join('\n') }
}

/** A dash may be part of a name, or begin what stands in for it. */
const variablesIn = (text: string): string[] =>
  [...text.matchAll(VARIABLE)].flatMap(([, plain, braced = '']) =>
    plain === undefined ? [braced, braced.replace(/-.*/, '')] : [plain],
  )

/** The value image.repository of a chart is not the variable repository. */
const ASSIGNED = new RegExp(
  String.raw`(?<![\w-]|(?<!\benv)\.)([\w-]+)["']?\s*${OPERATOR}\s*["']?(?:\$\{\w+:?[-=]["']?)?(?:(?:oci|docker):\/\/)?$`,
)
/** In a list, or among other words in quotes. */
const ASSIGNED_AMONG = new RegExp(
  String.raw`([\w-]+)["']?\s*${OPERATOR}\s*(?:\[[^\]\n]*|\([^)\n]*|"(?:(?!\$\(\w+\s)[^"\n\x60])*|'[^'\n\x60]*)$`,
)
/** On the lines above, where they hold nothing but other items of the list. */
const LISTED = /([\w-]+)["']?[ \t]*(?::|[:=][ \t]*\[|=\()[ \t]*\r?\n(?:[ \t]*(?:-[ \t]|["'#])[^\n]*\n)*$/
/** What opens the block that a default or a value is in. */
const OPENED =
  /^[ \t]*(?:variable[ \t]+"([\w-]+)"[ \t]*\{|(?:-[ \t]+)?name:[ \t]*["']?([\w-]+)["']?|([\w-]+):)[ \t]*\r?$/gm

/** The names that what stands after `before` is assigned to; `above` holds the lines before that. */
export function namesOf(before: string, above: string): string[] {
  const [, name = ''] = ASSIGNED.exec(before) ?? []
  if (name === 'default' || name === 'value') {
    const [, variable, setting, key] = [...above.matchAll(OPENED)].at(-1) ?? []
    return [variable ?? setting ?? key ?? '']
  }
  const [, among = ''] = ASSIGNED_AMONG.exec(before) ?? []
  const [, list = ''] = /^[ \t]*(?:-[ \t]+)?["']?$/.test(before) ? (LISTED.exec(above) ?? []) : []
  return [name, among, list]
}
