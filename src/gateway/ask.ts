// Asking an upstream for something of a repository, with the token handshake that may take.
import type { Edge } from '../edge.ts'
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

/**
 * The upstream's answer, whatever its status. A token that is refused is fetched anew, once: registries say 401,
 * public.ecr.aws says 400 without a challenge when a token has run out.
 */
export async function ask(
  edge: Edge,
  tokens: UpstreamTokens,
  target: Target,
  question: Question,
): Promise<Response> {
  const authorization = await tokens.current(edge, target)
  const response = await send(edge, target, question, authorization)
  if (response.status !== 401 && !(response.status === 400 && authorization !== null)) return response
  const renewed = await tokens.renewed(edge, target, authorization, response)
  if (renewed === null || renewed === authorization) return response
  await discardBody(response)
  return send(edge, target, question, renewed)
}

/** Like `ask`, and goes where the upstream sends it (registry.k8s.io redirects manifests); no credential goes along. */
export async function askFollowing(
  edge: Edge,
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
    response = await forward(
      edge,
      target.upstream,
      new Request(address, { method: question.method, headers }),
    )
  }
  return response
}

/** The upstream's answer to somebody without any token. */
export async function askAnonymously(edge: Edge, target: Target, question: Question): Promise<Response> {
  return send(edge, target, question, null)
}

async function send(
  edge: Edge,
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
