// What surrounds every answer: latency, failures, the log, and HEAD.
import { parseBasic } from './access.ts'
import { errorAnswer, jsonAnswer, withoutBody } from './body.ts'
import { failWith, takeFailure } from './failure.ts'
import { logRequest } from './request-log.ts'
import type { Answer, Asked } from './stand.ts'
import type { Kind } from './switches.ts'

const METHODS: Record<Kind, string[]> = {
  ping: ['GET', 'HEAD'],
  manifest: ['GET', 'HEAD'],
  blob: ['GET', 'HEAD'],
  tags: ['GET', 'HEAD'],
  referrers: ['GET', 'HEAD'],
  token: ['GET', 'HEAD', 'POST'],
  cdn: ['GET', 'HEAD'],
  file: ['GET', 'HEAD'],
  helm: ['GET', 'HEAD'],
}

const answerOrFail = async (kind: Kind, answer: Answer, asked: Asked): Promise<Response> => {
  const { request, stand } = asked
  if (!METHODS[kind].includes(request.method)) return errorAnswer(405, 'UNSUPPORTED')
  if (stand.switches.latencyMs > 0) await scheduler.wait(stand.switches.latencyMs)
  const failure = takeFailure(stand, kind)
  return failure === null ? answer(asked) : failWith(failure, request, async () => answer(asked))
}

const echoed = (request: Request, response: Response): Response => {
  const authorization = request.headers.get('authorization') ?? ''
  const { user, password } = parseBasic(authorization) ?? {}
  const message = `not accepted: ${authorization} ${user ?? ''} ${password ?? ''}`
  const answer = jsonAnswer({ errors: [{ code: 'UNKNOWN', message }] }, response.status)
  const challenge = response.headers.get('www-authenticate')
  if (challenge !== null) answer.headers.set('www-authenticate', challenge)
  return answer
}

export const serve = async (kind: Kind, answer: Answer, asked: Asked): Promise<Response> => {
  const { request, stand } = asked
  const logged = logRequest(stand.log, kind, request)
  const answered = await answerOrFail(kind, answer, asked)
  const response = stand.switches.echo && answered.status >= 400 ? echoed(request, answered) : answered
  if (!['cdn', 'file', 'helm'].includes(kind))
    response.headers.set('docker-distribution-api-version', 'registry/2.0')
  logged.status = response.status
  return request.method === 'HEAD' ? withoutBody(response) : response
}
