// One upstream of a routes document, as it is: does it answer, whom does it send for tokens, how does it give out blobs.
import { discardBody } from '../../src/body.ts'
import { ask, askAnonymously } from '../../src/gateway/ask.ts'
import { forward } from '../../src/gateway/forward.ts'
import { isRedirect } from '../../src/gateway/location.ts'
import { isPage } from '../../src/gateway/page.ts'
import { isTrustedRealm } from '../../src/gateway/realm.ts'
import { targetAt } from '../../src/gateway/upstream-registry.ts'
import { parseChallenge } from '../../src/oci/challenge.ts'
import { RegistryError } from '../../src/oci/error.ts'
import type { Repository } from '../../src/oci/name.ts'
import type { Routes, Upstream } from '../../src/routing/routes.ts'
import type { Terminal } from '../command/terminal.ts'
import { reasonOf } from '../gateway/reason.ts'
import { EDGE, askerOf, isLogin } from '../registry/asker.ts'
import { type Sample, findSample } from '../switch/sample.ts'

export type UpstreamReport = {
  name: string
  registry: string
  answers: boolean
  /** Where it sends clients for tokens, and whether the gateway would follow; null where it wants none. */
  realm: { origin: string; trusted: boolean } | null
  /** By the document, and by what was seen; null where no blob could be asked for. */
  blobs: { document: Upstream['blobs']; needed: 'direct' | 'resolve' | null }
  /** Whether the variable of that name is set on this machine. */
  credentials: { name: string; set: boolean } | null
  /** What would break pulls. */
  problems: string[]
  /** What could not be found out, so that it says nothing of the document. */
  unreadable: string[]
  warnings: string[]
}

export async function checkUpstream(
  routes: Routes,
  upstream: Upstream,
  names: Repository[],
  terminal: Terminal,
): Promise<UpstreamReport> {
  const { name, registry, blobs, credentials } = upstream
  const report: UpstreamReport = {
    name,
    registry,
    answers: false,
    realm: null,
    blobs: { document: blobs, needed: null },
    credentials:
      credentials === undefined ? null : { name: credentials, set: isLogin(process.env[credentials]) },
    problems: [],
    unreadable: [],
    warnings: [],
  }
  if (report.credentials?.set === false)
    report.warnings.push(
      `${credentials ?? ''} is not set here, so it was asked without a login; the Worker needs it: npx wrangler secret put ${credentials ?? ''}`,
    )
  try {
    await ping(report, upstream)
  } catch (error) {
    // Even a name that DNS does not know and a certificate that does not fit: a walled network has them for any registry.
    report.unreadable.push(reasonOf(error))
    return report
  }
  if (!report.answers || report.realm?.trusted === false) return report
  const { sample, failure, refusal } = await findSample(routes, name, names, terminal)
  if (sample !== null)
    await probeBlobs(report, { routes, upstream, sample, terminal }).catch((error: unknown) => {
      if (!(error instanceof RegistryError)) throw error
      report.unreadable.push(`${UNSEEN}: ${error.message}`)
    })
  else if (failure !== null) report.unreadable.push(`${UNSEEN}: ${failure}`)
  // One that has nothing to show here answers all the same, and would say so another time, too.
  else
    report.warnings.push(
      `${UNSEEN}: ${refusal ?? 'no image was found there; name one that it has with --repository'}`,
    )
  return report
}

const UNSEEN = 'how it gives out blobs was not seen'

async function ping(report: UpstreamReport, upstream: Upstream): Promise<void> {
  const response = await forward(EDGE, upstream, new Request(`${upstream.registry}/v2/`))
  await discardBody(response)
  const challenge = parseChallenge(response.headers.get('WWW-Authenticate'))
  report.answers =
    (response.status === 200 && !isPage(response)) || (response.status === 401 && challenge !== null)
  if (!report.answers) judgePing(report, response)
  if (challenge?.scheme !== 'bearer') return
  const origin = URL.canParse(challenge.realm)
    ? new URL(challenge.realm).origin
    : challenge.realm.slice(0, 100)
  const trusted = await isTrustedRealm(EDGE, upstream, challenge.realm)
  report.realm = { origin, trusted }
  if (!trusted)
    report.problems.push(
      `sends clients for tokens to ${origin}, which is not on its own domain and would not be trusted; if that is right, add to it: "realms": ["${origin}"]`,
    )
}

/** A registry that is there and in trouble is no reason to change the document. */
function judgePing({ problems, unreadable }: UpstreamReport, response: Response): void {
  const { status } = response
  const what = `answers GET /v2/ with ${isPage(response) ? 'a web page and ' : ''}status ${status}${redirectWords(response)}`
  if (status === 429)
    unreadable.push('limits requests (status 429) and could not be looked at; try again in a while')
  else if (status === 403 && isPage(response))
    unreadable.push(`${what}, as a firewall does: look from another network`)
  else if (status >= 500) unreadable.push(`${what}, so it is in trouble now; try again later`)
  else problems.push(`${what}, as no registry does; is "registry" right?`)
}

/** A registry that has moved tells where to: only the host, the rest may be somebody's secret. */
function redirectWords(response: Response): string {
  const location = response.headers.get('Location') ?? ''
  return isRedirect(response) && URL.canParse(location) ? `, which leads to ${new URL(location).host}` : ''
}

type Probe = { routes: Routes; upstream: Upstream; sample: Sample; terminal: Terminal }

/** As the gateway does for `auto`, with a blob that is there. */
async function probeBlobs(
  report: UpstreamReport,
  { routes, upstream, sample, terminal }: Probe,
): Promise<void> {
  const target = targetAt(routes, sample.repository, upstream.name)
  if (target === null) return
  const question = { method: 'GET', path: `blobs/${sample.blob}`, range: 'bytes=0-0' } as const
  const response = await askAnonymously(EDGE, target, question)
  await discardBody(response)
  const nothingTold = (status: number) =>
    `answers the request for a blob of ${sample.repository} with status ${status}, from which nothing can be told`
  const { status } = response
  const isOpen = isRedirect(response) || status === 200 || status === 206
  if (!isOpen && status !== 401 && status !== 403) {
    report.unreadable.push(nothingTold(status))
    return
  }
  report.blobs.needed = isOpen ? 'direct' : 'resolve'
  const { document, needed } = report.blobs
  if (document === 'direct' && needed === 'resolve')
    report.problems.push(
      'gives blobs only to those who have a token, so "direct" sends clients to an error; write "blobs": "resolve"',
    )
  if (needed === 'direct' && document !== 'resolve') return
  const asker = askerOf(routes, upstream.name, terminal)
  const resolved = await ask(asker.edge, asker.tokens, target, question)
  await discardBody(resolved)
  if (!isRedirect(resolved) && resolved.status >= 300) report.unreadable.push(nothingTold(resolved.status))
  else if (!isRedirect(resolved))
    report.problems.push(
      isOpen
        ? 'sends blobs itself instead of redirecting to them, which "resolve" cannot use, and to anybody; write "blobs": "direct"'
        : 'sends blobs itself, behind a login, instead of redirecting to them: this gateway never carries layers and cannot use it',
    )
  else if (isOpen)
    report.warnings.push('gives blobs to anybody; "blobs": "direct" saves a request for each layer')
}
