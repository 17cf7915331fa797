// Who changed what: a row for each change, there before the change is.
import type { Actor } from './gate.ts'

const TEXT_LENGTH_MAX = 10_000

export type Audited = {
  actor: Actor
  /** Milliseconds since 1970. */
  at: number
  action: 'post' | 'put' | 'delete'
  /** A key of CONFIG, or `incident 7`. */
  subject: string
  before: string
  after: string
  reason: string
  detail: string
}

export type Outcome = 'begun' | 'done' | 'failed' | 'refused'

const COLUMNS = 'at, actor, action, subject, before, after, reason, detail, outcome'
const INSERT_AFTER_CHANGE = `INSERT INTO audit (${COLUMNS})
  SELECT ?, ?, ?, ?, ?, ?, ?, ?, ? WHERE changes() > 0 RETURNING id`

function valuesOf(audited: Audited, outcome: Outcome): (string | number)[] {
  const { at, actor, action, subject, before, after, reason, detail } = audited
  return [at, actor, action, subject, ...[before, after, reason, detail].map(bounded), outcome]
}

/** A row for what was refused. */
export async function auditRefused(db: D1Database, audited: Audited): Promise<void> {
  await db
    .prepare(`INSERT INTO audit (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`)
    .bind(...valuesOf(audited, 'refused'))
    .run()
}

/** For a batch: a row, with the id as its result, if the statement just before it has changed anything. */
export function auditOfChange(
  db: D1Database,
  audited: Audited,
  outcome: 'begun' | 'done',
): D1PreparedStatement {
  return db.prepare(INSERT_AFTER_CHANGE).bind(...valuesOf(audited, outcome))
}

export type AuditRow = Audited & { id: number; outcome: Outcome }

/** The latest first. */
export async function readAudit(db: D1Database, limit: number): Promise<AuditRow[]> {
  const { results } = await db
    .prepare(`SELECT id, ${COLUMNS} FROM audit ORDER BY id DESC LIMIT ?1`)
    .bind(limit)
    .all<AuditRow>()
  return results
}

function bounded(text: string): string {
  return text.length <= TEXT_LENGTH_MAX ? text : `${text.slice(0, TEXT_LENGTH_MAX - 1)}…`
}
