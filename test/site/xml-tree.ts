// A strict reader of the little XML that we write: it throws at whatever is not well-formed.

export type Element = { name: string; attributes: Record<string, string>; text: string; children: Element[] }

const TOKEN = /<\?xml [^?]*\?>|<(\/?)([A-Za-z][\w:-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/y
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

export function readXml(xml: string): Element {
  if (/[^\P{Cc}\t\r\n]|[\p{Cs}\uFFFE\uFFFF]/u.test(xml))
    throw new Error('a character that XML has no way to say')
  const root: Element = { name: '', attributes: {}, text: '', children: [] }
  const open = [root]
  for (let at = 0; at < xml.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at
    const token = TOKEN.exec(xml)
    if (token === null) throw new Error(`not well-formed: ${xml.slice(at, at + 60)}`)
    take(token, open)
  }
  const [only, ...others] = root.children
  if (open.length !== 1 || only === undefined || others.length > 0) throw new Error('not one element')
  return only
}

function take([, end, name, attributes, empty, text]: RegExpExecArray, open: Element[]): void {
  const parent = open.at(-1)
  if (parent === undefined) throw new Error('more ends than beginnings')
  if (text !== undefined) parent.text += decoded(text)
  if (name === undefined) return
  if (end === '/') {
    if (open.pop()?.name !== name) throw new Error(`</${name}> ends another element`)
    return
  }
  const element = { name, attributes: attributesOf(attributes ?? ''), text: '', children: [] }
  parent.children.push(element)
  if (empty !== '/') open.push(element)
}

function attributesOf(text: string): Record<string, string> {
  const found = [...text.matchAll(/([\w:-]+)="([^"]*)"/g)].map(
    ([, name = '', value = '']): [string, string] => [name, decoded(value)],
  )
  if (new Set(found.map(([name]) => name)).size < found.length) throw new Error(`an attribute twice: ${text}`)
  return Object.fromEntries(found)
}

function decoded(text: string): string {
  return text.replace(/&([^;]*;?)/g, (_all, reference: string) => {
    const [, name = '', number] = /^(?:([a-z]+)|#(\d+));$/.exec(reference) ?? []
    const character = number === undefined ? ENTITIES[name] : String.fromCodePoint(Number(number))
    if (character === undefined) throw new Error(`no such reference: &${reference}`)
    return character
  })
}

/** Every element of this name, however deep. */
export function allNamed(element: Element, name: string): Element[] {
  const deeper = element.children.flatMap((child) => allNamed(child, name))
  return element.name === name ? [element, ...deeper] : deeper
}
