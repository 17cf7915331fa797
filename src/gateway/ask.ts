// Asking an upstream for something of a repository, with the authority that the request has.
import type { Asking } from '../edge.ts'
import type { Target } from '../routing/routes.ts'
import { discardBody } from '../body.ts'
import { forward } from './forward.ts'
import { isRedirect, locationOf } from './location.ts'
import type { UpstreamTokens } from './upstream-token.ts'

const REDIRECTS_MAX = 3

export type Question = {
  method: 'GET' | 'HEAD'
  /** Below the repository, query included: `manifests/v1.19.0`. Made of parsed names only. */
  path: string
  accept?: string
  range?: string
}

/** The address of something of a repository at its upstream. */
export function upstreamAddress({ upstream, repository }: Target, path: string): string {
  return `${upstream.registry}/v2/${repository}/${path}`
}

/** The upstream's answer, whatever its status. */
export async function ask(
  edge: Asking,
  tokens: UpstreamTokens,
  target: Target,
  question: Question,
): Promise<Response> {
  return tokens.send(edge, target, (authorization) => send(edge, target, question, authorization))
}

/** Like `ask`, and goes where the upstream sends it (registry.k8s.io redirects manifests); no credential goes along. */
export async function askFollowing(
  edge: Asking,
  tokens: UpstreamTokens,
  target: Target,
  question: Question,
): Promise<Response> {
  let address = upstreamAddress(target, question.path)
  let response = await ask(edge, tokens, target, question)
  for (let redirects = 0; redirects < REDIRECTS_MAX && isRedirect(response); redirects++) {
    await discardBody(response)
    address = locationOf(response, address, target.upstream)
    const headers = new Headers(question.accept === undefined ? {} : { Accept: question.accept })
    // What fails there is another host's doing, and whoever looks for the cause has to know which.
    const name = `${target.upstream.name} (at ${new URL(address).host}, to which it redirects)`
    response = await forward(edge, { name }, new Request(address, { method: question.method, headers }))
  }
  return response
}

/** The upstream's answer to somebody without any token. */
export async function askAnonymously(edge: Asking, target: Target, question: Question): Promise<Response> {
  return send(edge, target, question, null)
}

async function send(
  edge: Asking,
  target: Target,
  question: Question,
  authorization: string | null,
): Promise<Response> {
  const headers = new Headers()
  if (question.accept !== undefined) headers.set('Accept', question.accept)
  if (question.range !== undefined) headers.set('Range', question.range)
  if (authorization !== null) headers.set('Authorization', authorization)
  const request = new Request(upstreamAddress(target, question.path), { method: question.method, headers })
  return forward(edge, target.upstream, request)
}
