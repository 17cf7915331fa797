// What lies beside the registry: release files as GitHub has them, and a classic Helm repository.
import { textAnswer } from './body.ts'
import { rangeAnswer } from './range.ts'
import type { Answer } from './stand.ts'

export const download: Answer = ({ request, url, stand }) => {
  const found = stand.downloads.get(url.pathname.slice(1))
  if (found === undefined) return textAnswer('Not Found\n', 'text/plain', 404)
  if (request.headers.get('if-none-match') === found.etag)
    return new Response(null, { status: 304, headers: { etag: found.etag } })
  return rangeAnswer(request, found.bytes, { etag: found.etag })
}
