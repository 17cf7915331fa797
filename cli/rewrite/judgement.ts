// Whether a place where the old home is spelled out is a reference to rewrite, and if not, why not.
import type { Reason, Rule } from './finding.ts'
import { homeText, isWithin } from './home.ts'
import { isLogin } from './login.ts'
import { spell, spellingsOf } from './pattern.ts'
import { lineSpan, type Prose } from './prose.ts'
import type { Publishing } from './publish.ts'
import { respell, type Sighting } from './sighting.ts'

export type Judgement = { rule: Rule; text: string } | { reason: Reason }

/** Registries that show people a page about an image where a client would look for its name. */
const HAS_PAGES =
  /^(?:quay\.io|docker\.io|index\.docker\.io|registry-1\.docker\.io|ghcr\.io|registry\.gitlab\.com|(?:.+\.)?gcr\.io|.+\.pkg\.dev|registry\.k8s\.io|public\.ecr\.aws|mcr\.microsoft\.com|.+\.azurecr\.io|.+\.amazonaws\.com)$/

const GONE =
  /\b(?:(?:we|you|they|it) used to|used to (?:be|live|reside|come|sit|stay|point|ship|exist|work|go)|moved? (?:from|off|away)|moving (?:from|off|away)|migrat(?:e|es|ed|ing|ion) (?:from|off|away)|formerly|previously|no longer|no further|legacy|deprecated|retired?|renamed|originally|old (?:homes?|registr(?:y|ies)|locations?|address(?:es)?|repositor(?:y|ies)|names?|paths?|places?|images?)|before v?\d[\w.]*|until v\d[\w.]*|(?:was|were) (?:hosted|published|served|available|kept|located)|instead of|decouple\w*)\b/i
/** Right before a name it tells what once stood here: "# was quay.io/jetstack/x:v1", "was: `quay.io/jetstack/x`". */
const WAS = /\b(?:was|were)(?: (?:at|in|on|called|named))?:?\s(?:["'`*_[(<]|\w+:\/\/|<\w+>)*$/i
const PUBLISHED =
  /\b(?:push(?:e[sd]|ing)?|publish(?:e[sd]|ing)?|upload(?:s|ed|ing)?|cop(?:y|ies|ied) (?:\w+ )?to)\b/i
export function judge(
  sighting: Sighting,
  file: { text: string; prose: Prose; isPublished: Publishing },
): Judgement {
  const { text, prose, isPublished } = file
  const { before, move, start, end } = sighting
  const next = text.slice(end, end + 4)
  // As a part of a path it is how somebody else names a page of theirs; as a value it is a name.
  if (sighting.text.includes('%2') && before !== 'free') return { reason: 'hand-encoded' }
  if (isAtNewHome(sighting, text)) return { reason: 'new' }
  if (isLogin(text, start, end)) return { reason: 'login' }
  if (before === 'other-address') return { reason: 'other-address' }
  if (before === 'web' && !isApi(sighting) && HAS_PAGES.test(move.from.host)) return { reason: 'web-page' }
  if (/^(?:[$*]|\{[{\w]|%[svq])/.test(next)) return { reason: 'hand-continued' }
  if (move.to.path === '' && move.from.path !== '' && /^(?:[:@]|%(?:3A|40))[\w$%{]/i.test(next))
    return { reason: 'hand-empty' }
  if (isPublished(start, end)) return { reason: 'published' }
  const isBare = isBareHome(sighting, next)
  if (prose.isProse(start)) {
    const sentence = prose.sentenceAt(start)
    if (PUBLISHED.test(sentence)) return { reason: 'published' }
    if (
      GONE.test(sentence) ||
      WAS.test(text.slice(Math.max(0, start - 60), start)) ||
      namesNewHome(sighting, text, sentence) ||
      (isBare && !isValue(text, start, end))
    )
      return { reason: 'mention' }
  }
  if (sighting.text.includes('\\') || sighting.text.includes('['))
    return { rule: 'pattern', text: respell(sighting) }
  return { rule: isBare ? 'home' : 'reference', text: respell(sighting) }
}

/** The new home may have the old one as its beginning, and a second run must find nothing to do. */
function isAtNewHome({ move, start }: Sighting, text: string): boolean {
  if (!isWithin(move.to, move.from)) return false
  const spelled = new RegExp(spellingsOf(move.to), 'y')
  spelled.lastIndex = start
  return spelled.test(text)
}

/** Written as a shell would read it, which no sentence is. */
const COMMAND_LINE =
  /^(?: {4,}|\t)\s*(?:[$#>] )?(?:sudo )?(?:docker|podman|nerdctl|crane|skopeo|cosign|oras|helm|kubectl|kind|trivy)\s/

/** A sentence that names both homes compares them: change quay.io/jetstack to downloads.example.org. */
function namesNewHome({ move, start }: Sighting, text: string, sentence: string): boolean {
  const to = homeText(move.to)
  const from = homeText(move.from)
  // The old home may have the new one as its beginning.
  const other = from.startsWith(`${to}/`) ? `(?!${spell(from)})` : ''
  const spelled = new RegExp(`(?<![\\w.-])${other}${spell(to)}(?![\\w-]|\\.\\w|:\\d+/)`)
  const line = text.slice(...lineSpan(text, start))
  return spelled.test(COMMAND_LINE.test(line) ? line : sentence)
}

const isApi = ({ text, move }: Sighting): boolean => /\/v2\//.test(text) || move.from.path === 'v2'

/** No image is named after it: the home alone, as the value of a setting or in a sentence. */
function isBareHome({ move }: Sighting, next: string): boolean {
  return (
    move.from.path.split('/').length < 2 &&
    !/^(?:(?:\\*\/|%2F)[A-Za-z0-9$<({[*%\\.]|(?:[:@]|%(?:3A|40))[\w$<{[(%])/i.test(next)
  )
}

/** What an option or a key is set to, even in prose: --image-repo=quay.io/jetstack, registry: quay.io/jetstack. */
function isValue(text: string, start: number, end: number): boolean {
  const [from, to] = lineSpan(text, start)
  const before = text.slice(from, start)
  // All that a table's cell holds, and what is said to be there where nothing else is: (default "quay.io/jetstack")
  if (/\|[\s*]*["'`]*$/.test(before) && /^["'`]*[\s*]*\|/.test(text.slice(end, to))) return true
  if (/\bdefault(?:s to|s? is)?\s?[:=]?\s?["'`]*$/i.test(before)) return true
  return /(?:[\w.)\]-]["']?\s?(?::?=|\?=|\+=)\s?["']?|(?:^|[`"'])[\s>#*/:-]*[\w.-]+["']?:\s+["']?|(?:^|[\s`])--?[\w-]+\s["']?|:\/\/)$/.test(
    before,
  )
}
