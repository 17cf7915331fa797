// Where a file speaks to people, and whether a sentence speaks of the old home rather than uses it.

export type Prose = { isProse: (at: number) => boolean; sentenceAt: (at: number) => string }

const DOCUMENT = /\.(?:md|mdx|markdown|rst|adoc|asciidoc|html?)$/i
const PLAIN_DOCUMENT =
  /(?:^|\/)(?:README|CONTRIBUTING|SECURITY|MAINTAINERS|GOVERNANCE|ROADMAP|RELEASE|INSTALL)(?:\.txt)?$/
const COMMENT = /^\s*(?:#(?!!)|\/\/|\/?\*|--\s|;|<!--|\{\{-?\s*\/\*|dnl\b|rem\b)/i
/** A schema and a chart describe themselves in such a key. */
const DESCRIPTION = /^\s*(?:- )?\\?["']?description\\?["']?\s*:/i

export function proseOf(path: string, text: string): Prose {
  const isDocument = DOCUMENT.test(path) || PLAIN_DOCUMENT.test(path)
  const blocks = isDocument ? codeBlocksOf(text) : []
  return {
    isProse: (at) => {
      if (isDocument) return !blocks.some(([start, end]) => at >= start && at < end)
      const line = lineAt(text, at)
      return (
        COMMENT.test(line) ||
        DESCRIPTION.test(line) ||
        /\s(?:#|\/\/)\s/.test(line.slice(0, columnOf(text, at)))
      )
    },
    sentenceAt: (at) => sentenceOf(isDocument ? paragraphAt(text, at) : lineSpan(text, at), text, at),
  }
}

/** Fenced blocks of Markdown, <pre> of HTML and literal blocks of AsciiDoc, as spans of the text. */
function codeBlocksOf(text: string): [number, number][] {
  const blocks: [number, number][] = []
  let opened: { start: number; fence: string } | null = null
  for (const match of text.matchAll(/^[ \t>*-]*(?:\d+\.[ \t]+)?(`{3,}|~{3,}|-{4,}$|\.{4,}$)|<(\/?)pre\b/gm)) {
    const fence = match[1] ?? 'pre'
    if (opened === null) {
      // A line of dashes is a rule or a heading in Markdown; only AsciiDoc opens a block with it.
      if (match[2] !== '/' && !fence.startsWith('-')) opened = { start: match.index, fence }
    } else if (fence.startsWith(opened.fence)) {
      blocks.push([opened.start, match.index])
      opened = null
    }
  }
  if (opened !== null) blocks.push([opened.start, text.length])
  return blocks
}

/** Of a longer line, such as a document in one line has, only what is near. */
const LINE_CHARACTERS_MAX = 2000

export function lineSpan(text: string, at: number): [number, number] {
  const first = Math.max(0, at - LINE_CHARACTERS_MAX)
  const end = text.slice(at, at + LINE_CHARACTERS_MAX).indexOf('\n')
  const start = text.slice(first, at).lastIndexOf('\n') + 1
  return [first + start, end < 0 ? Math.min(text.length, at + LINE_CHARACTERS_MAX) : at + end]
}

const lineAt = (text: string, at: number): string => text.slice(...lineSpan(text, at))
const columnOf = (text: string, at: number): number => at - lineSpan(text, at)[0]

const PARAGRAPH_LINES_MAX = 20

/** Up to an empty line, a heading, or another item or row. */
function paragraphAt(text: string, at: number): [number, number] {
  let [start, end] = lineSpan(text, at)
  for (let count = 0; count < PARAGRAPH_LINES_MAX && start > 0; count++) {
    const [above] = lineSpan(text, start - 1)
    if (
      /^\s*(?:[-*+|#]|\d+\.)/.test(text.slice(start, end)) ||
      /^[\s>]*$|^\s*(?:```|~~~)/.test(text.slice(above, start - 1))
    )
      break
    start = above
  }
  for (let count = 0; count < PARAGRAPH_LINES_MAX && end < text.length; count++) {
    const [, below] = lineSpan(text, end + 1)
    if (/^\s*$|^\s*(?:[-*+|#]|\d+\.|```|~~~)/.test(text.slice(end + 1, below))) break
    end = below
  }
  return [start, end]
}

/** Paragraphs, rows and the items of lists in HTML, which need no full stop. */
const BLOCK_TAG = String.raw`<\/?(?:li|ul|ol|p|tr|table|dt|dd|h[1-6]|div)\b[^<>]*>`
const SENTENCE_STARTS = new RegExp(String.raw`[.!?;](?:\s|\\n)+|\\n|${BLOCK_TAG}`, 'i')
const SENTENCE_ENDS = new RegExp(String.raw`[.!?;](?:\s|$|\\n)|\\n|${BLOCK_TAG}`, 'i')

/** What comes before a colon says what is after it: "Previously: quay.io/jetstack". */
function sentenceOf([from, to]: [number, number], text: string, at: number): string {
  const parts = text.slice(from, at).split(SENTENCE_STARTS)
  const after = text.slice(at, to).split(SENTENCE_ENDS)
  return `${parts.at(-1) ?? ''}${after[0] ?? ''}`.replaceAll(/\s+(?:>\s)?/g, ' ')
}
