// A classic Helm repository: its index with our addresses, and redirects to its charts.
import { RegistryError } from '../oci/error.ts'
import type { HelmRoute } from '../routing/download.ts'
import type { Served } from '../served.ts'
import { redirectTo, refusal } from './answer.ts'
import type { DownloadCall, Downloaded } from './call.ts'
import type { Chart } from './chart-index.ts'
import type { FoundIndex } from './chart-index-store.ts'

const PROVENANCE = '.prov'
/** A chart that is not in the index may have been published a moment ago. */
const MISSING_AGE_MS_MAX = 10_000

export async function answerHelm(call: DownloadCall, route: HelmRoute, path: string): Promise<Downloaded> {
  try {
    const found = await findIndex(call, route)
    return path === 'index.yaml'
      ? answerIndex(call, route, found)
      : await answerChart(call, route, { path, found })
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error
    const { status, message, headers } = error
    const response = refusal(status, `this Helm repository cannot be served: ${message}`, headers)
    return { response, served: servedOf(route, null, { kind: 'chart index' }) }
  }
}

async function findIndex({ edge, memory }: DownloadCall, { mount, source }: HelmRoute, ageMsMax?: number) {
  return memory.indexes.find(edge, { source, base: edge.origin + mount }, ageMsMax)
}

function answerIndex({ request }: DownloadCall, route: HelmRoute, found: FoundIndex): Downloaded {
  const { etag, bytes } = found
  const isKnown = (request.headers.get('If-None-Match') ?? '')
    .split(',')
    .some((known) => ['*', etag].includes(known.trim().replace(/^W\//, '')))
  const headers = { ETag: etag, 'Cache-Control': 'no-cache', ...warningOf(found) }
  const whole = {
    // Not YAML's own type: Cloudflare compresses this one, and an index is large.
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': String(bytes.byteLength),
  }
  const response = isKnown
    ? new Response(null, { status: 304, headers })
    : new Response(request.method === 'HEAD' ? null : bytes, { headers: { ...headers, ...whole } })
  return { response, served: servedOf(route, found, { kind: 'chart index' }) }
}

type Wanted = { path: string; found: FoundIndex }

async function answerChart(
  call: DownloadCall,
  route: HelmRoute,
  { path, found }: Wanted,
): Promise<Downloaded> {
  const isProvenance = path.endsWith(PROVENANCE)
  const chartPath = isProvenance ? path.slice(0, -PROVENANCE.length) : path
  const chart =
    found.charts.get(chartPath) ?? (await findIndex(call, route, MISSING_AGE_MS_MAX)).charts.get(chartPath)
  if (chart === undefined)
    return { response: refusal(404, 'the index of this repository names no such chart'), served: null }
  const address = isProvenance ? provenanceOf(chart) : chart.address
  const what = {
    kind: isProvenance ? 'provenance' : 'chart',
    name: chart.name,
    version: chart.version,
  } as const
  return { response: redirectTo(address), served: servedOf(route, found, what) }
}

/** As Helm does it: at the end of the path, before any query. */
function provenanceOf({ address }: Chart): string {
  const url = new URL(address)
  url.pathname += PROVENANCE
  return url.href
}

/** A chart is counted as the OCI chart of that name is: `charts/cert-manager`, whichever way it was had. */
function servedOf({ mount, source }: HelmRoute, found: FoundIndex | null, what: Served['what']): Served {
  const repository = mount.slice(1)
  const { host } = new URL(source)
  return {
    artifact: 'name' in what ? `${repository}/${what.name}` : repository,
    upstream: host,
    saved: found === null || found.staleBecause === null ? null : host,
    what,
  }
}

function warningOf({ staleBecause, at }: FoundIndex): Record<string, string> {
  if (staleBecause === null) return {}
  const since = new Date(at).toISOString().slice(0, 16).replace('T', ' ')
  return { Warning: `299 - "the origin of this index fails; it is as it was at ${since} UTC"` }
}
