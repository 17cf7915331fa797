// The commands that a page of the docs tells people to type.
export type DocCommand = {
  /** `docs/switching.md:12`. */
  place: string
  /** As it stands there, without the prompt and the remark behind it. */
  text: string
}

const BLOCK = /^```console\n(.*?)^```/gms

/** Those of the `console` blocks, in their order; a line that ends in `\` goes on in the next one. */
export function commandsOf(page: string, markdown: string): DocCommand[] {
  return [...markdown.matchAll(BLOCK)].flatMap((block) => {
    const first = markdown.slice(0, block.index).split('\n').length + 1
    const lines = (block[1] ?? '').split('\n')
    return lines.flatMap((line, index) => {
      if (!line.startsWith('$ ')) return []
      const end = lines.findIndex((other, at) => at >= index && !other.endsWith('\\'))
      const text = [line.slice(2), ...lines.slice(index + 1, end + 1)].join('\n')
      return [{ place: `${page}:${first + index}`, text: text.replace(/ {2,}# .*$/gm, '').trim() }]
    })
  })
}
