// GET /v2/<name>/tags/list
import { missing, refuse } from './access.ts'
import { errorAnswer, jsonAnswer } from './body.ts'
import { findRepository, type Answer, type Asked } from './stand.ts'

const nextLink = ({ stand, url, repository }: Asked, n: number, last: string): string => {
  const query = new URLSearchParams({ n: String(n), last })
  const origin = stand.switches.link === 'absolute' ? url.origin : ''
  return `<${origin}/v2/${repository}/tags/list?${query.toString()}>; rel="next"`
}

export const tags: Answer = (asked) => {
  const refusal = refuse(asked, 'manifest')
  if (refusal !== null) return refusal
  const repository = findRepository(asked)
  if (repository === null) return missing(asked, 'NAME_UNKNOWN')
  const { tagsPageMax, referrersApi } = asked.stand.switches
  const asks = asked.url.searchParams.get('n')
  if (asks !== null && !/^\d+$/.test(asks)) return errorAnswer(400, 'PAGINATION_NUMBER_INVALID')
  const n = Math.min(Number(asks ?? tagsPageMax), tagsPageMax)
  const last = asked.url.searchParams.get('last') ?? ''
  const all = [...repository.tags.keys(), ...(referrersApi ? [] : repository.fallbackTags.keys())]
  // Plain code-unit order: what the spec calls lexical.
  const after = all.filter((tag) => tag > last).sort()
  const page = after.slice(0, n)
  const answer = jsonAnswer({ name: repository.name, tags: page })
  const end = page.at(-1)
  if (end !== undefined && after.length > n) answer.headers.set('link', nextLink(asked, n, end))
  return answer
}
