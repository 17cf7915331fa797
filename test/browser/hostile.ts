// A demo in which strangers have named everything: artifacts, versions, clients, countries, and what else has a label.
import { join } from 'node:path'
import { openStore } from '../cli/demo-store.ts'

export const LONG = 'n'.repeat(255)

export const NAMES = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  'javascript:alert(1)',
  '</title></style><svg onload=alert(1)>',
  LONG,
  '\u202eright\u2066to\u200bleft\u05e9\u05dc\u05d5\u05dd',
  "=cmd|' /C calc'!A0",
  '@SUM(1+1),"quoted"\r\nsecond line',
  '{{7*7}} ${7*7} %3Cscript%3E &lt;b&gt; \\" ] ) ; --',
]

/** Dimensions of which the largest ten get such names; all three artifacts do. */
const NAMED = [
  'artifact',
  'version',
  'platform',
  'country',
  'continent',
  'client',
  'client_version',
  'provider',
  'upstream',
]

/** In a product's folder with a demo, that none has open. */
export async function nameHostile(folder: string): Promise<void> {
  const { db, dispose } = await openStore(join(folder, 'state'))
  try {
    for (const dimension of NAMED) await rename(db, dimension)
    // A demo of another day is made anew.
    await db.prepare('UPDATE demo SET written_at = ?1').bind(Date.now()).run()
    await db
      .prepare('UPDATE incident SET from_upstream = ?1, to_upstream = ?1, why = ?2')
      .bind(NAMES[0], NAMES[1])
      .run()
  } finally {
    await dispose()
  }
}

/** Labels are in the order of how much they are used, or nearly so. */
async function rename(db: D1Database, dimension: string): Promise<void> {
  await db
    .prepare(
      `UPDATE label SET value = wanted.value
       FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS place FROM label WHERE dimension = ?1) AS known
       JOIN (SELECT key + 1 AS place, value FROM json_each(?2)) AS wanted USING (place)
       WHERE label.id = known.id`,
    )
    .bind(dimension, JSON.stringify(NAMES))
    .run()
}
