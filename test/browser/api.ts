// What the API answers about what a panel shows.
import * as z from 'zod'

const answerSchema = z.object({
  /** Days on which nothing can have been counted. */
  coverage: z.object({ missing: z.array(z.string()) }),
  columns: z.array(z.string()),
  rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
})
export type Answer = z.infer<typeof answerSchema>
export type Value = Answer['rows'][number][number]

export async function askApi(url: string): Promise<Answer> {
  const answer = await fetch(url)
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}: ${await answer.text()}`)
  return answerSchema.parse(await answer.json())
}

/** One column of every row, under the name it has there. */
export function columnOf({ columns, rows }: Answer, name: string): Value[] {
  const place = columns.indexOf(name)
  if (place === -1) throw new Error(`there is no column ${name} in ${columns.join(', ')}`)
  return rows.map((row) => row[place] ?? null)
}

export function numberOf(value: Value | undefined): number {
  if (typeof value !== 'number') throw new Error(`${String(value)} is no number`)
  return value
}
