// Raw events by the hundred thousand, past the ledger: the rows that it would have written, in chunks of JSON.
import { CELL_COLUMNS } from '../../../src/analytics/dimension.ts'
import type { Dice } from './dice.ts'
import type { Traffic, Values } from './traffic.ts'

/** About a megabyte of JSON. */
const CHUNK_EVENTS = 10_000

export type Filler = {
  /** Adds so many events to an hour, each with an id of its own; the hour is marked. */
  fill: (hour: number, events: number, traffic: Traffic) => Promise<void>
  cells: () => number
  /** Bytes by which the database has grown for its events, and for their cells. */
  grown: { events: number; cells: number }
}

/** Keeps labels and cells in memory, so a database may have but one. */
export function createFiller(db: D1Database, dice: Dice): Filler {
  const labels = new Map(CELL_COLUMNS.map((column) => [column, new Map([['', 0]])]))
  const cells = new Map<string, number>()
  const grown = { events: 0, cells: 0 }
  let labelsCount = 2
  let fresh: { labels: unknown[][]; cells: unknown[][] } = { labels: [], cells: [] }

  function labelOf(column: (typeof CELL_COLUMNS)[number], value: string): number {
    const known = labels.get(column)?.get(value)
    if (known !== undefined) return known
    const id = labelsCount++
    labels.get(column)?.set(value, id)
    fresh.labels.push([id, column, value])
    return id
  }

  function cellOf(values: Values): number {
    const row = CELL_COLUMNS.map((column) => labelOf(column, values[column]))
    const key = row.join()
    const known = cells.get(key)
    if (known !== undefined) return known
    const id = cells.size + 1
    cells.set(key, id)
    fresh.cells.push([id, ...row])
    return id
  }

  async function fillChunk(hour: number, events: number, traffic: Traffic): Promise<void> {
    fresh = { labels: [], cells: [] }
    const rows = Array.from({ length: events }, () => [dice.hex(12), cellOf(traffic()), dice.hex(8)])
    const results = await db.batch([
      db.prepare(KEEP_LABELS).bind(JSON.stringify(fresh.labels)),
      db.prepare(KEEP_CELLS).bind(JSON.stringify(fresh.cells)),
      db.prepare(KEEP_EVENTS).bind(JSON.stringify(rows), hour),
    ])
    const [labelsEnd = 0, cellsEnd = 0, eventsEnd = 0] = results.map(({ meta }) => meta.size_after)
    grown.cells += cellsEnd - labelsEnd
    grown.events += eventsEnd - cellsEnd
  }

  return {
    cells: () => cells.size,
    grown,
    fill: async (hour, events, traffic) => {
      for (let done = 0; done < events; done += CHUNK_EVENTS) {
        await fillChunk(hour, Math.min(CHUNK_EVENTS, events - done), traffic)
      }
      await db.prepare(MARK).bind(hour).run()
    },
  }
}

const KEEP_LABELS = `INSERT INTO label (id, dimension, value, first_day)
  SELECT value->>0, value->>1, value->>2, 0 FROM json_each(?1)`

const KEEP_CELLS = `INSERT INTO cell (id, ${CELL_COLUMNS.join(', ')})
  SELECT value->>0, ${CELL_COLUMNS.map((_column, index) => `value->>${index + 1}`).join(', ')} FROM json_each(?1)`

const KEEP_EVENTS = `INSERT INTO event (hour, id, cell, source)
  SELECT ?2, unhex(value->>0), value->>1, unhex(value->>2) FROM json_each(?1)`

const MARK = `INSERT OR IGNORE INTO dirty (scale, bucket, version) VALUES ('hour', ?1, 1)`
