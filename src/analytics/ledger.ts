// Writing events into the ledger: a batch of messages becomes rows, exactly once.
import { withDeadline } from '../deadline.ts'
import type { Edge } from '../edge.ts'
import { type Attributed, attributed, completePlatforms, createAskedImages, learn } from './attribution.ts'
import { dayOf, hourOf } from './calendar.ts'
import { keepContentHosts } from './content-host.ts'
import { CELL_COLUMNS, type CellColumn, UNKNOWN_LABEL } from './dimension.ts'
import type { Dropped, Event } from './event.ts'
import { type Labels, findLabels, keepLabels } from './label.ts'
import type { Message } from './message.ts'

/** Asks an upstream for the platform in an image's configuration, by the artifact and that digest; '' if it has none. */
export type ReadPlatform = (edge: Edge, artifact: string, config: string) => Promise<string>

export type Ledger = {
  /**
   * Writes the events of the messages. Safe to repeat with the same ones, whole or in part. Rejects if D1 does.
   * Downloads of blobs that nothing is known of are dropped; those that are not older than `dropBefore` (milliseconds
   * since 1970) are left out: returns the ids of those, which are to be delivered again.
   */
  write: (edge: Edge, messages: Message[], dropBefore?: number) => Promise<Set<string>>
}

/** How long a batch waits for configurations; what has not come by then is asked for again later. */
const CONFIGS_MS_MAX = 3000

type Written = { event: Event; attributed: Attributed }

export function createLedger(readPlatform: ReadPlatform): Ledger {
  const asked = createAskedImages()
  return {
    write: async (edge, messages, dropBefore = Infinity) => {
      const db = edge.env.DB
      const events = messages.flatMap(({ event }) => (event === null ? [] : [event]))
      const known = await learn(db, messages)
      const complete = completePlatforms(db, { known, events, asked }, (artifact, config) =>
        readPlatform(edge, artifact, config),
      )
      await withDeadline(complete, CONFIGS_MS_MAX).catch(() => null)
      await keepContentHosts(
        db,
        messages.flatMap(({ host }) => host ?? []),
        Date.now(),
      )
      const refused = messages.flatMap(({ dropped }) => dropped ?? [])
      if (refused.length > 0) await db.batch(droppedStatements(db, refused))
      if (events.length === 0) return new Set()
      const written: Written[] = []
      const unknown: Event[] = []
      for (const event of events) {
        const found = attributed(event, known)
        if (found === 'unknown') unknown.push(event)
        else if (found !== 'other') written.push({ event, attributed: found })
      }
      const dropped = unknown
        .filter(({ at }) => at < dropBefore)
        .map(({ id, at }) => ({ id, at, reason: 'unknown_layer' as const }))
      const rows = await rowsOf(db, written)
      await db.batch([...eventStatements(db, rows), ...droppedStatements(db, dropped)])
      return new Set(unknown.filter(({ at }) => at >= dropBefore).map(({ id }) => id))
    },
  }
}

/** `[hour, id, source, day, ...one label a column of cell]` */
type Row = [hour: number, id: string, source: string, day: number, ...labels: number[]]

async function rowsOf(db: D1Database, written: Written[]): Promise<Row[]> {
  const values = written.map((one) => ({ event: one.event, values: cellValues(one) }))
  // What is not about a manifest that was served may be about anything that somebody made up: it makes no artifact.
  await keepLabels(
    db,
    values.map(({ event, values: of }) => (makesArtifact(event) ? of : { ...of, artifact: '' })),
    dayOf(Math.max(0, ...written.map(({ event }) => event.at))),
  )
  const labels = await findLabels(
    db,
    values.map((one) => one.values),
  )
  return values.map(({ event, values: of }) => [
    hourOf(event.at),
    event.id,
    event.source,
    dayOf(event.at),
    ...CELL_COLUMNS.map((column) => labelOf(labels, event, column, of[column])),
  ])
}

function makesArtifact({ metric }: Event): boolean {
  return metric !== 'error' && metric !== 'verify'
}

function labelOf(labels: Labels, event: Event, column: CellColumn, value: string): number {
  return column === 'artifact' && !makesArtifact(event)
    ? (labels.exact(column, value) ?? UNKNOWN_LABEL)
    : labels.of(column, value)
}

function cellValues({ event, attributed: { version, platform } }: Written): Record<CellColumn, string> {
  return {
    artifact: event.artifact,
    metric: event.metric,
    class: event.class,
    version,
    platform,
    country: event.country,
    continent: event.continent,
    client: event.client,
    client_version: event.clientVersion === '' ? '' : `${event.client} ${event.clientVersion}`,
    provider: event.provider,
    upstream: event.upstream,
    reason: event.reason ?? '',
    saved: event.saved,
  }
}

/** Cells, marks and events in one transaction; the marks look first, so that a redelivery marks nothing. */
function eventStatements(db: D1Database, rows: Row[]): D1PreparedStatement[] {
  const json = JSON.stringify(rows)
  return [KEEP_CELLS, DROP_LATE, MARK_HOURS, KEEP_EVENTS, UNDROP].map((sql) => db.prepare(sql).bind(json))
}

type NotCounted = { id: string; at: number; reason: 'unknown_layer' | Dropped['reason'] }

function droppedStatements(db: D1Database, events: NotCounted[]): D1PreparedStatement[] {
  const json = JSON.stringify(events.map(({ id, at, reason }) => [dayOf(at), id, reason]))
  return [
    db
      .prepare(
        `INSERT OR IGNORE INTO dropped_event (day, id, reason)
         SELECT value->>0, unhex(value->>1), value->>2 FROM json_each(?1)`,
      )
      .bind(json),
  ]
}

const columns = CELL_COLUMNS.join(', ')
const labelsOfRow = CELL_COLUMNS.map((_column, index) => `value->>${index + 4}`).join(', ')

const KEEP_CELLS = `INSERT OR IGNORE INTO cell (${columns}) SELECT DISTINCT ${labelsOfRow} FROM json_each(?1)`

/** A row whose event is not in the ledger yet, and whose day is final, so that it never will be. */
const IS_NEW = 'NOT EXISTS (SELECT 1 FROM event WHERE hour = value->>0 AND id = unhex(value->>1))'
/** Or on which nothing was counted, of a month that is in the sums of all time already (rollup/ever.ts). */
const IS_LATE = `(EXISTS (SELECT 1 FROM rollup WHERE scale = 'day' AND bucket = value->>3 AND state = 'final')
  OR EXISTS (SELECT 1 FROM ever WHERE until_day > value->>3))`

const DROP_LATE = `INSERT OR IGNORE INTO dropped_event (day, id, reason)
  SELECT value->>3, unhex(value->>1), 'late' FROM json_each(?1) WHERE ${IS_NEW} AND ${IS_LATE}`

const MARK_HOURS = `INSERT INTO dirty (scale, bucket, version)
  SELECT DISTINCT 'hour', value->>0, 1 FROM json_each(?1) WHERE ${IS_NEW} AND NOT ${IS_LATE}
  ON CONFLICT (scale, bucket) DO UPDATE SET version = version + 1`

/** A download that was dropped because nothing was known of it, and came again when something was. */
const UNDROP = `DELETE FROM dropped_event WHERE reason = 'unknown_layer'
  AND (day, id) IN (SELECT value->>3, unhex(value->>1) FROM json_each(?1))`

const KEEP_EVENTS = `INSERT OR IGNORE INTO event (hour, id, cell, source)
  SELECT value->>0, unhex(value->>1),
    (SELECT id FROM cell WHERE ${CELL_COLUMNS.map((column, index) => `${column} = value->>${index + 4}`).join(' AND ')}),
    unhex(value->>2)
  FROM json_each(?1) WHERE NOT ${IS_LATE}`
