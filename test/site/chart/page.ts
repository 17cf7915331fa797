// Reading what a chart rendered, the way a browser's parser does.
/** What a component returns says its markup when asked. */
export function render(element: { toString: () => string }): string {
  return element.toString()
}

export type Found = { attributes: Record<string, string>; text: string }

export async function findAll(html: string, selector: string): Promise<Found[]> {
  const found: Found[] = []
  const rewriter = new HTMLRewriter().on(selector, {
    element: ({ attributes }) => {
      const pairs = [...attributes].map(([name = '', value = '']): [string, string] => [name, value])
      found.push({ attributes: Object.fromEntries(pairs), text: '' })
    },
    text: ({ text }) => {
      const last = found.at(-1)
      if (last !== undefined) last.text += unescape(text)
    },
  })
  await rewriter.transform(new Response(html)).text()
  return found
}

export async function textsOf(html: string, selector: string): Promise<string[]> {
  return (await findAll(html, selector)).map(({ text }) => text)
}

function unescape(text: string): string {
  const marks: Record<string, string> = {
    '&lt;': '<',
    '&gt;': '>',
    '&quot;': '"',
    '&#39;': "'",
    '&amp;': '&',
  }
  return text.replace(/&(lt|gt|quot|#39|amp);/g, (mark) => marks[mark] ?? mark)
}

/** Of a table: the values for machines where there are any, else the text. */
export async function rowsOf(html: string): Promise<string[][]> {
  const rows: string[][] = []
  const push = (text: string) => void rows.at(-1)?.push(text)
  const append = (text: string) => {
    const row = rows.at(-1)
    row?.push((row.pop() ?? '') + unescape(text))
  }
  let exact = false
  const rewriter = new HTMLRewriter()
    .on('table tbody tr', { element: () => void rows.push([]) })
    .on('table tbody th', { element: () => push(''), text: ({ text }) => append(text) })
    .on('table tbody td', { element: () => push(''), text: ({ text }) => (exact ? undefined : append(text)) })
    .on('table tbody data', {
      element: (element) => {
        append(element.getAttribute('value') ?? '')
        exact = true
        element.onEndTag(() => void (exact = false))
      },
    })
  await rewriter.transform(new Response(html)).text()
  return rows
}
