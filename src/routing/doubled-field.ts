// Fields that a JSON text gives twice: JSON.parse takes the last and says nothing, and an upstream would be gone unseen.
import { placeOf } from './json-error.ts'

/** Every doubled field is a sentence in an answer; whoever has mended so many asks again. */
const DOUBLED_MAX = 50

/** A text, with whether it is the name of a field, or a mark that opens, parts or ends. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"(?=(\s*:)?)|[{}[\],]/g

type Doubled = { path: string[]; message: string }
/** An object or a list; `key` is where in it the reading is, `places` where its fields are. */
type Open = { key: string; places: Map<string, number> | null }

/** Of what JSON.parse takes, and nothing else. */
export function doubledFields(json: string): Doubled[] {
  const found: Doubled[] = []
  const open: Open[] = []
  for (const { 0: token, 1: colon, index } of json.matchAll(TOKEN)) {
    const inner = open.at(-1)
    if (token === '{') open.push({ key: '', places: new Map() })
    else if (token === '[') open.push({ key: '0', places: null })
    else if (token === '}' || token === ']') open.pop()
    else if (token === ',' && inner?.places === null) inner.key = String(Number(inner.key) + 1)
    else if (colon !== undefined && inner?.places) {
      inner.key = String(JSON.parse(token))
      const first = inner.places.get(inner.key)
      if (first === undefined) inner.places.set(inner.key, index)
      else found.push({ path: open.map(({ key }) => key), message: wordsFor(json, first, index) })
      if (found.length === DOUBLED_MAX) break
    }
  }
  return found
}

function wordsFor(json: string, first: number, again: number): string {
  const places = `${placeOf(json, first)}, and again at ${placeOf(json, again)}`
  return `is at ${places}, and only the last counts; leave one out, rename one, or make one of them`
}
