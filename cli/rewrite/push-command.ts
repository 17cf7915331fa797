// What a command pushes, read from its words: an image, a chart, a signature, a list of images.

const PUSHES =
  /(?:(?<![\w./-])(?:docker|podman|buildah|nerdctl|helm|crane|gcrane|oras|img|ko|flux)\s(?:[^|;&\n]*?[\s,-])?|\$[({]?\w+[)}]?\s|\bmake\s+(?:\S*[-=]\S*\s+)*(?:\S+-)?)push\b(?!=false)|(?<![\w./-])(?:cosign|notation|oras)\s+(?:sign|attest|attach)\b|(?<![\w./-])(?:flux|crane)\s+tag\b|(?<![\w./-])(?:skopeo|crane|oras|regctl)\s+(?:\w+\s+)?delete\b|\bkaniko\/executor\s/
/** A list of images is made where it is then kept, and so are its own. */
const LISTS = /\bmanifest\s+(?:create|annotate|add)\s/
/** Made of other images, and kept under the tag that is given. */
const MAKES = /\bimagetools\s+create\s|(?<![\w./-])crane\s+(?:mutate|append|rebase|flatten)\s/
const TAG = /(?<=\s(?:-t|--tag)[\s=]+)\S+/g
const BUILDS =
  /(?:(?<![\w./-])(?:docker|podman|buildah|nerdctl)|\$[({]?\w+[)}]?)\s(?:[^|;&\n]*?\s)?(?:build|bud|tag)\s/
const COPIES = /(?<![\w./-])(?:crane|gcrane|skopeo|oras|regctl|cosign)\s(?:[^|;&\n]*?\s)?(?:copy|cp)\s/
/** A port that `docker run` publishes is no image (--publish 8080:80), and to Prometheus' Pushgateway go none. */
const OPTION =
  /--(?!publish-all\s|publish[\s=]\S*[\d:]\S*\s|push=false\b)[\w-]*(?:publish|push(?!-?gateway))[\w-]*(?:\s|=)|\s(?:-o|--output)[\s=]\S*(?:type=registry|push=true)\b/
/** After the name: docker build -t NAME --push, or a list that is piped on. */
const PUSHED_AFTER = /^[^|;&]*\s--push(?=\s|["'`]|$)|^[^;&]*\|\s*xargs\s[^;&]*\spush\b/
const DESTINATION = /--destination["']?[\s=]+["']?$/
/** What an image is built from is pulled. */
const BUILT_FROM = /--build-(?:arg|context)[\s=]+\S*/g

/** One of these is in every command that pushes: most lines and most files have none, and need no closer look. */
const MIGHT_PUSH =
  /push|publish|cosign|notation|oras|flux|crane|skopeo|regctl|manifest|imagetools|kaniko|--destination|type=registry/
const COMMAND_CHARACTERS_MAX = 8000

/**
 * The words of a command that are lines joined by a backslash, or folded by YAML so that one begins with an option, or that a
 * program has as a list or puts together: ["docker", "push", name]
 */
export function wordsOf(text: string): string {
  return text
    .replaceAll(/\\\r?\n|\r?\n[ \t]+(?=--?[a-z])/g, ' ')
    .replaceAll(/["'],[ \t]*["']/g, ' ')
    .replaceAll(/["'](?:,|[ \t]*\+)[ \t]*(?=[A-Za-z_])/g, ' $$')
    .replaceAll(/(?<![${\w])\{(\w+)\}/g, '$$$1')
}

export const mightPush = (text: string): boolean => MIGHT_PUSH.test(text)

export const commandsOf = (words: string): string[] => words.split(/\n|;|&&|\|\|/)

/** The part of a command that says what it pushes; empty where it pushes nothing. */
export function pushedBy(command: string): string {
  if (command.length > COMMAND_CHARACTERS_MAX || !mightPush(command)) return ''
  if (MAKES.test(command) && !isMadeAnew(command)) return (command.match(TAG) ?? []).join(' ')
  if (COPIES.test(command)) return lastArgumentOf(command)
  return isPush(`${command} `) ? command.replaceAll(BUILT_FROM, '') : ''
}

const isPush = (command: string): boolean =>
  PUSHES.test(command) ||
  LISTS.test(command) ||
  OPTION.test(command) ||
  /--destination[\s=]/.test(command) ||
  isMadeAnew(command)

/** Without another tag the image is changed where it is. */
const isMadeAnew = (command: string): boolean =>
  /\bcrane\s+mutate\s/.test(command) && !/\s(?:-t|--tag)[\s=]/.test(command)

export const isBuild = (before: string): boolean => BUILDS.test(before)

/** Whether the name between these two parts of a command is pushed or only pulled; null where it does neither. */
export function isTarget(before: string, after: string): boolean | null {
  if (/--build-(?:arg|context)[\s=]+\S*$/.test(before)) return false
  if (MAKES.test(before)) return isMadeAnew(before + after) || /\s(?:-t|--tag)[\s=]+["']?$/.test(before)
  if (
    PUSHES.test(before) ||
    LISTS.test(before) ||
    OPTION.test(before) ||
    DESTINATION.test(before) ||
    PUSHED_AFTER.test(after)
  )
    return true
  return COPIES.test(before) ? isLast(after) : null
}

/** Of a copy the last argument is where it goes. */
function isLast(after: string): boolean {
  const rest = after.split(/[|;&`]|\s#/)[0] ?? ''
  return !/\s(?:["'$\w]|<\w)/.test(rest.replaceAll(/\s-\S+/g, ''))
}

function lastArgumentOf(command: string): string {
  const [words = ''] = command.split(/[|&`>]|\s#/)
  return (
    words
      .replaceAll(/\s-\S+/g, '')
      .trim()
      .split(/\s+/)
      .at(-1) ?? ''
  )
}
