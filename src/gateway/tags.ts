// GET /v2/<name>/tags/list
import * as z from 'zod/mini'
import { jsonAnswer } from '../oci/answer.ts'
import { RegistryError } from '../oci/error.ts'
import { pageQuery, rewriteNextLink } from '../oci/link.ts'
import type { Route, Target } from '../routing/routes.ts'
import { askFollowing } from './ask.ts'
import { type Call, searchOf } from './call.ts'
import { firstAnswer } from './failover.ts'
import { readJson } from './json.ts'
import { refusalOf } from './refusal.ts'

/** distribution writes null for a repository without tags. */
const tagsSchema = z.object({ tags: z.nullable(z.array(z.string())) })

/** The upstream's page in the upstream's order; `name` and the next page's address are ours. */
export async function answerTags(call: Call, route: Route): Promise<Response> {
  const wanted = searchOf(call).get('n')
  if (wanted !== null && !/^\d{1,9}$/.test(wanted)) {
    throw new RegistryError('PAGINATION_NUMBER_INVALID', { message: 'n must be a whole number, 0 or more' })
  }
  // Some registries take n=0 for "no limit"; the spec wants an empty list and no next page.
  if (wanted !== null && Number(wanted) === 0) return tagsAnswer(route, [], null)
  const attempt = { isByDigest: false, hasFallback: false, tries: true }
  const { value } = await firstAnswer(call, route, attempt, (target) => readPage(call, route, target))
  return tagsAnswer(route, value.tags, value.link)
}

type Page = { tags: string[]; link: string | null }

async function readPage(call: Call, route: Route, target: Target): Promise<Page> {
  const path = `tags/list${pageQuery(searchOf(call))}`
  const response = await askFollowing(call.edge, call.memory.tokens, target, {
    method: 'GET',
    path,
    accept: 'application/json',
  })
  if (response.status !== 200) throw await refusalOf(response, target, 'NAME_UNKNOWN')
  const page = tagsSchema.safeParse(await readJson(call.edge, target.upstream, response))
  if (!page.success) {
    const message = `upstream ${target.upstream.name} answered with something that is not a list of tags`
    throw new RegistryError('UNAVAILABLE', { message, status: 502 })
  }
  const link = rewriteNextLink(response.headers.get('Link'), `/v2/${route.requested}/tags/list`)
  return { tags: page.data.tags ?? [], link }
}

function tagsAnswer(route: Route, tags: string[], link: string | null): Response {
  const headers = { 'Cache-Control': 'no-cache', ...(link === null ? {} : { Link: link }) }
  return jsonAnswer({ name: route.requested, tags }, { headers })
}
