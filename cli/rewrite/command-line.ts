// Where a command names an image: docker run org/x, kubectl run x --image=org/x.
import { lineSpan } from './prose.ts'

const CONTAINERS = String.raw`(?<![\w.-])(?:docker|podman|nerdctl)`
const WORD = String.raw`(?:"[^"]*"|'[^']*'|[^\s"'])+`

/** Of these commands only the first word is an image; what follows is for the container. */
const RUN = new RegExp(
  String.raw`${CONTAINERS}\s+(?:--?[\w-]+(?:=\S*|\s+[^-\s]\S*)?\s+)*?(?:container\s+|service\s+)?(?:run|create)\s(.*)$`,
)
/** Options of theirs that have no value, which every other option has. */
const LETTERS = 'Pdiqt'
const FLAGS = String.raw`--(?:detach|env-host|http-proxy|init|interactive|no-healthcheck|oom-kill-disable|privileged|publish-all|quiet|read-only|replace|rm|rmi|sig-proxy|tls-verify|tty)(?:=\w+)?`
const OPTIONS = [
  `-[${LETTERS}]+`,
  String.raw`-[${LETTERS}]*(?![${LETTERS}])[A-Za-z]\s*${WORD}`,
  FLAGS,
  String.raw`--(?!${FLAGS.slice(2)}\s)[\w-]+(?:=|\s+)${WORD}`,
  // What stands for options, such as $OPTIONS or [OPTIONS], unless it says that it is the image.
  String.raw`["']?(?:[$<[]|\.{3})(?!\W*\w*(?:[Ii]mage|IMAGE|IMG))${WORD}`,
]
const ONLY_OPTIONS = new RegExp(String.raw`^\s*(?:(?:${OPTIONS.join('|')})\s+)*["']?$`)

const NAMES =
  /(?<![\w.-])(?:docker|podman|nerdctl|crane|skopeo|cosign|trivy|syft|grype)\s(?:.*?\s)?(?:pull|inspect|verify|manifest|imagetools|digest|copy|image|scan)\s(?:.*\s)?["']?$/
const OPTION = /(?<![\w-])--(?:[\w-]+-)?image(?:=|\s+)["']?$/
const SET_IMAGE = /(?<![\w.-])(?:kubectl|oc)\s(?:.*\s)?set\s+image\s.*\s["']?[\w.*-]+=["']?$/

/** Whether a name at this place is an image that a command is given. */
export function isImageOfCommand(text: string, at: number): boolean {
  // Code that a sentence has before, or what a shell puts there: -v `pwd`:/src
  const before = statementBefore(text, at).replaceAll(/`[^`]*`/g, '_')
  // Another command, a comment, or the sentence around it.
  const command = before.split(/[|;&#`]|[\w"'][.,]\s/).at(-1) ?? ''
  if (OPTION.test(command) || SET_IMAGE.test(command)) return true
  const run = RUN.exec(command)
  return run === null ? NAMES.test(command) : ONLY_OPTIONS.test(run[1] ?? '')
}

const STATEMENT_LINES_MAX = 50

/** A backslash at the end of a line joins the next one. */
function statementBefore(text: string, at: number): string {
  let [from] = lineSpan(text, at)
  for (let count = 0; count < STATEMENT_LINES_MAX && from > 0; count++) {
    const [above, end] = lineSpan(text, from - 1)
    if (!/\\\r?$/.test(text.slice(above, end))) break
    from = above
  }
  return text.slice(from, at).replaceAll(/\\\r?\n/g, ' ')
}
