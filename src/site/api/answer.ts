// An endpoint's answer as a response; what was asked wrongly as a 400 that says what is right.
import { isDemo } from '../../analytics/stats/accuracy.ts'
import { QuestionError } from '../../analytics/stats/question.ts'
import { readStanding } from '../../analytics/stats/standing.ts'
import type { Asked, Endpoint } from './endpoint.ts'
import { ParameterError } from './parameter.ts'
import { csvOf, envelopeOf } from './table.ts'

export const DOCUMENTATION = '/openapi.json'

export async function answerEndpoint(
  endpoint: Endpoint,
  asked: Asked,
  search: URLSearchParams,
): Promise<Response> {
  try {
    const answer = await endpoint.answer(asked, search)
    if ('json' in answer) return Response.json(answer.json, { headers: { 'Cache-Control': 'no-store' } })
    if (search.get('format') === 'csv') return csvAnswer(csvOf(answer.table), fileName(endpoint))
    const [standing, demo] = await Promise.all([
      readStanding(asked.db, answer.days, asked.now, answer.scale),
      isDemo(asked.db),
    ])
    return Response.json(envelopeOf(answer.table, standing, demo))
  } catch (error) {
    if (!(error instanceof ParameterError) && !(error instanceof QuestionError)) throw error
    return Response.json(
      { error: error.message, documentation: DOCUMENTATION },
      { status: 400, headers: { 'Cache-Control': 'no-store' } },
    )
  }
}

export function csvAnswer(text: string, name: string): Response {
  return new Response(text, {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8; header=present',
      'Content-Disposition': `inline; filename="${name}"`,
    },
  })
}

function fileName({ path }: Endpoint): string {
  return `fairlead-${path.split('/').at(-1) ?? ''}.csv`
}
