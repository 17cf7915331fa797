// Which path is whose, on the registry's origin and on the CDN's.
import type { IRequestStrict } from 'itty-router'
import { Router } from 'itty-router/Router'
import { blob } from './blob.ts'
import { errorAnswer, jsonAnswer, withoutBody } from './body.ts'
import { refuse } from './access.ts'
import { cdn, ownBlob } from './cdn.ts'
import { answerContent, answerRequests, answerSwitches } from './control.ts'
import { download } from './download.ts'
import { manifest } from './manifest.ts'
import { referrers } from './referrers.ts'
import { logRequest } from './request-log.ts'
import { serve } from './serve.ts'
import type { Answer, Stand } from './stand.ts'
import type { Kind } from './switches.ts'
import { tags } from './tags.ts'
import { token } from './token.ts'

// Some clients write the colon of a digest as %3A; no other escape belongs in a reference.
const decoded = (reference: string): string => reference.replace(/%3a/gi, ':')

const ping: Answer = (asked) => refuse(asked, 'ping') ?? jsonAnswer({})

const served =
  (kind: Kind, answer: Answer) =>
  (request: IRequestStrict, stand: Stand): Promise<Response> => {
    const { name = '', reference = '' } = request.params
    return serve(kind, answer, {
      request,
      url: new URL(request.url),
      stand,
      repository: name,
      reference: decoded(reference),
    })
  }

const unknown = (request: Request, stand: Stand): Response => {
  const write = !['GET', 'HEAD'].includes(request.method)
  const answer = write ? errorAnswer(405, 'UNSUPPORTED') : errorAnswer(404, 'NAME_UNKNOWN')
  logRequest(stand.log, 'other', request).status = answer.status
  return request.method === 'HEAD' ? withoutBody(answer) : answer
}

const newRouter = () => Router<IRequestStrict, [Stand]>()

export const registryRouter = newRouter()
  .all('/v2', served('ping', ping))
  .all('/v2/:name+/manifests/:reference', served('manifest', manifest))
  .all('/v2/:name+/blobs/:reference', served('blob', blob))
  .all('/v2/:name+/tags/list', served('tags', tags))
  .all('/v2/:name+/referrers/:reference', served('referrers', referrers))
  .all('/token', served('token', token))
  .all('/blobs/sha256/:reference', served('cdn', ownBlob))
  .all('/cert-manager/cert-manager/releases/download/*', served('file', download))
  .all('/helm/*', served('helm', download))
  .all('/_stand-in/requests', answerRequests)
  .all('/_stand-in/switches', answerSwitches)
  .all('/_stand-in/content', answerContent)
  .all('*', unknown)

export const cdnRouter = newRouter().all('/blobs/sha256/:reference', served('cdn', cdn)).all('*', unknown)
