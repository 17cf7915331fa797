// What /api/v1/incidents lists, as far as it is the same in every run.
import { z } from 'zod'
import type { Stage } from './stage.ts'

const answerSchema = z.object({
  incidents: z.array(
    z.object({
      kind: z.string(),
      from: z.string(),
      to: z.string().nullable(),
      started_at: z.iso.datetime(),
      ended_at: z.iso.datetime().nullable(),
      requests_saved: z.int(),
    }),
  ),
})

type Incident = { kind: string; from: string; to: string | null; isOver: boolean; hasSaved: boolean }

export async function incidentsOf({ product }: Stage): Promise<Incident[]> {
  const answer = await fetch(`http://127.0.0.1:${product.port}/api/v1/incidents`)
  const { incidents } = answerSchema.parse(await answer.json())
  return incidents.map(({ kind, from, to, started_at: start, ended_at: end, requests_saved: saved }) => ({
    kind,
    from,
    to,
    isOver: end !== null && Date.parse(end) > Date.parse(start),
    hasSaved: saved > 0,
  }))
}
