// The public suffix list as tldts packs it, written out again: one rule a line, the way publicsuffix.org writes them.
import { createRequire } from 'node:module'
import * as z from 'zod'

export const FILE = 'assets/public-suffix-list.txt'

/** From a node, labels lead on to others: from the last label of a name to its first. Some nodes end a rule. */
const trieSchema = z.object({
  nodeFlags: z.instanceof(Uint8Array),
  edgeStart: z.instanceof(Uint16Array),
  edgeChild: z.instanceof(Uint16Array),
  edgeLength: z.instanceof(Uint8Array),
  labelText: z.string(),
  rulesRoot: z.number(),
  exceptionsRoot: z.number(),
})

export function publicSuffixList(): string {
  const trie = trieSchema.parse(createRequire(import.meta.url)('tldts/dist/cjs/src/data/trie.js'))
  const labels = labelsOf(trie)
  const rulesBelow = (node: number, name = ''): string[] => {
    const rules = Array.from(
      { length: at(trie.edgeStart, node + 1) - at(trie.edgeStart, node) },
      (_, index) => {
        const edge = at(trie.edgeStart, node) + index
        const longer = [labels[edge], ...(name === '' ? [] : [name])].join('.')
        return rulesBelow(at(trie.edgeChild, edge), longer)
      },
    )
    return [...(at(trie.nodeFlags, node) === 0 ? [] : [name]), ...rules.flat()]
  }
  const exceptions = rulesBelow(trie.exceptionsRoot).map((name) => `!${name}`)
  const rules = [...rulesBelow(trie.rulesRoot), ...exceptions].filter(isNeeded)
  return rules
    .toSorted()
    .map((rule) => `${rule}\n`)
    .join('')
}

/** The hosts of addresses are ASCII. Of a name that is in no rule the last label is public anyway. */
function isNeeded(rule: string): boolean {
  return rule.includes('.') && /^[!-~]+$/.test(rule)
}

function labelsOf({ edgeLength, labelText }: z.output<typeof trieSchema>): string[] {
  let offset = 0
  return Array.from(edgeLength, (length) => labelText.slice(offset, (offset += length)))
}

function at(numbers: Uint8Array | Uint16Array, index: number): number {
  return numbers[index] ?? 0
}
