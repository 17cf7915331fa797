// An endpoint's answer as a response; what was asked wrongly as a 400 that says what is right.
import { isDemo } from '../../analytics/stats/accuracy.ts'
import { QuestionError } from '../../analytics/stats/question.ts'
import { readStanding } from '../../analytics/stats/standing.ts'
import type { Asked, Endpoint } from './endpoint.ts'
import { ParameterError } from './parameter.ts'
import { csvOf, envelopeOf } from './table.ts'

export const DOCUMENTATION = '/openapi.json'

const NO_STORE = { 'Cache-Control': 'no-store' }

export async function answerEndpoint(
  endpoint: Endpoint,
  asked: Asked,
  search: URLSearchParams,
): Promise<Response> {
  try {
    const answer = await endpoint.answer(asked, search)
    const csv = 'json' in answer ? answer.csv : answer.table
    const headers = 'json' in answer ? NO_STORE : {}
    if (csv !== undefined && search.get('format') === 'csv')
      return csvAnswer(csvOf(csv), fileName(endpoint), headers)
    if ('json' in answer) return Response.json(answer.json, { headers })
    const [standing, demo] = await Promise.all([
      readStanding(asked.db, answer.days, asked.now, answer.scale),
      isDemo(asked.db),
    ])
    return Response.json(envelopeOf(answer.table, standing, demo))
  } catch (error) {
    if (!(error instanceof ParameterError) && !(error instanceof QuestionError)) throw error
    return Response.json(
      { error: error.message, documentation: DOCUMENTATION },
      { status: 400, headers: NO_STORE },
    )
  }
}

export function csvAnswer(text: string, name: string, more: Record<string, string> = {}): Response {
  return new Response(text, {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8; header=present',
      'Content-Disposition': `inline; filename="${name}"`,
      ...more,
    },
  })
}

function fileName({ path }: Endpoint): string {
  return `fairlead-${path.split('/').at(-1) ?? ''}.csv`
}
