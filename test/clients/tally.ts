// What D1 says that each request was counted as: an event bears its source, and every recorded request has its own.
import { createHmac } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Recorded } from './recorder.ts'
import { readRows } from './state-file.ts'

const countedSchema = z.object({
  /** Hexadecimal. */
  source: z.string(),
  artifact: z.string(),
  metric: z.string(),
  version: z.string(),
  platform: z.string(),
  client: z.string(),
  class: z.string(),
})
export type Counted = z.output<typeof countedSchema>

const LABELS = ['artifact', 'metric', 'version', 'platform', 'client', 'class']
const EVENTS = `SELECT lower(hex(source)) AS source,
    ${LABELS.map((name) => `(SELECT value FROM label WHERE label.id = cell.${name}) AS ${name}`).join(', ')}
  FROM event JOIN cell ON cell.id = event.cell`
const LOST = `SELECT reason AS why FROM dropped_event UNION ALL SELECT body FROM parked`
const SALTS = `SELECT blob_id AS blob FROM _mf_entries WHERE key LIKE 'salt:%'`
const SOURCE_CHARACTERS = 16

export type Tally = {
  of: (request: Recorded) => Counted[]
  /** All events there are, whatever they are of. */
  all: Counted[]
  /** Events that were dropped, and messages that could not be read. */
  lost: unknown[]
}

export function readTally(state: string): Tally {
  const salts = readSalts(state)
  const all = z.array(countedSchema).parse(readRows(state, 'd1', EVENTS))
  return {
    of: ({ address }) => {
      const sources = salts.map((salt) => sourceOf(salt, address))
      return all.filter(({ source }) => sources.includes(source))
    },
    all,
    lost: readRows(state, 'd1', LOST),
  }
}

/** Of every day that has one: a test may run at midnight. */
function readSalts(state: string): Buffer[] {
  const blobs = z.array(z.object({ blob: z.string() })).parse(readRows(state, 'kv', SALTS))
  return blobs
    .flatMap(({ blob }) => globSync(join(state, 'v3', 'kv', '*', 'blobs', blob)))
    .map((path) => readFileSync(path))
}

function sourceOf(salt: Buffer, address: string): string {
  return createHmac('sha256', salt).update(address).digest('hex').slice(0, SOURCE_CHARACTERS)
}
