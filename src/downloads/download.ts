// What becomes of a request for a path that is none of the gateway's own (src/routing/reserved.ts).
import { findDownload } from '../routing/download.ts'
import { refusal } from './answer.ts'
import type { DownloadCall, Downloaded } from './call.ts'
import { answerFile } from './file.ts'
import { answerHelm } from './helm.ts'

const PATH_LENGTH_MAX = 2048
const QUERY_LENGTH_MAX = 4096

/** null where no route leads; the query is nobody's business but the target's. */
export async function answerDownload(call: DownloadCall): Promise<Downloaded | null> {
  const { pathname, search } = call.url
  if (pathname.length > PATH_LENGTH_MAX || search.length > QUERY_LENGTH_MAX)
    return refused(414, 'this address is too long')
  const download = findDownload(call.config.routes.downloads, pathname)
  if (download === null) return null
  if (!['GET', 'HEAD'].includes(call.request.method))
    return {
      response: refusal(405, 'here is nothing but GET and HEAD', { Allow: 'GET, HEAD' }),
      served: null,
    }
  if (download === 'unsafe') return refused(400, 'this path holds what no path of a file may')
  const { route, values } = download
  return route.kind === 'file'
    ? answerFile(call, route, values)
    : answerHelm(call, route, values.get('path') ?? '')
}

function refused(status: number, sentence: string): Downloaded {
  return { response: refusal(status, sentence), served: null }
}
