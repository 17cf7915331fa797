// Which rows of the table of clients a User-Agent can match at all.
import { CLIENTS, type ClientRow } from './client-table.ts'

/** What must stand at the start for an expression to match: `containerd` for `/^containerd\/…/`. */
const FIRST_WORD = /^\^([a-z][a-z-]*)(?![a-z0-9?*+{|-])/
const WORD_END = /[ /]/

const OTHERS = CLIENTS.filter((row) => firstWordOf(row) === null)
const ROWS = new Map(CLIENTS.map((row) => [firstWordOf(row) ?? '', rowsOf(firstWordOf(row))]))

/** In the table's order. Trying them all beside an answer takes several times as long as all else that is done with an agent. */
export function rowsFor(agent: string): readonly ClientRow[] {
  const end = agent.search(WORD_END)
  const word = end === -1 ? agent : agent.slice(0, end)
  return ROWS.get(word.toLowerCase()) ?? OTHERS
}

function rowsOf(word: string | null): ClientRow[] {
  return CLIENTS.filter((row) => [word, null].includes(firstWordOf(row)))
}

function firstWordOf({ agent }: ClientRow): string | null {
  return FIRST_WORD.exec(agent.source)?.[1] ?? null
}
