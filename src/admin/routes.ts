// /admin/v1/routes: the routes document, read and replaced as a whole.
import { ROUTES_KEY, missingSecrets } from '../routing/config.ts'
import type { RoutesDocument } from '../routing/document.ts'
import { readLastGood } from '../routing/last-good.ts'
import { checkRoutes, parseRoutes } from '../routing/parse.ts'
import { aliasWarnings } from '../routing/alias-warning.ts'
import { compileRoutes } from '../routing/routes.ts'
import { AdminError } from './answer.ts'
import type { AdminCall } from './call.ts'
import { changeKey, etagOf, everywhereBy, readKey, readLastChange } from './change.ts'
import { readChosen } from './chosen.ts'
import { diffOf } from './diff.ts'
import { manner, parseBody, readQuery, readText } from './input.ts'
import { checkPrecondition, checkSettled } from './precondition.ts'

const DOCUMENT_BYTES_MAX = 256 * 1024

export async function getRoutes({ edge }: AdminCall): Promise<Response> {
  const { text, etag } = await readKey(edge, ROUTES_KEY)
  if (text === null)
    throw new AdminError({ status: 404, message: 'there is no routes document yet; PUT one' })
  return new Response(text, { headers: { 'Content-Type': 'application/json', ETag: etag } })
}

export async function putRoutes(call: AdminCall): Promise<Response> {
  const { edge, request, url, actor, now, config } = call
  const { force, reason = '' } = readQuery(url, manner)
  const text = await readText(request, DOCUMENT_BYTES_MAX)
  const is = parseBody(text)
  const document = documentOf(text)
  // D1 first: what KV shows after that is not older than the change that is compared with.
  const last = await readLastChange(edge, ROUTES_KEY)
  const kept = await readKey(edge, ROUTES_KEY)
  checkPrecondition(request.headers, kept)
  checkSettled(kept, last, now)
  const before = validOf(kept.text)
  // Where the one in KV is broken or gone, pulls are served by the last good one.
  const serving = before ?? validOf(await readLastGood(edge, ROUTES_KEY))
  if (serving !== null && force === 'false') {
    const names = [serving, document].flatMap(({ upstreams }) => Object.keys(upstreams))
    const { held } = await readChosen(edge, names, now)
    for (const set of held) checkActive(serving, document, set ?? '')
  }
  const was = parsedOf(kept.text)
  // Of a document that is not valid nobody knows what it holds.
  const changes = diffOf(was, is, { hasValues: before !== null || kept.text === null })
  const etag = await etagOf(text)
  const audited = { actor, at: now, action: 'put', subject: ROUTES_KEY, reason } as const
  const audit = await changeKey(edge, {
    audited: { ...audited, before: kept.etag, after: etag, detail: changes.join('\n') },
    logged: diffOf(was, is, { hasValues: false }).join('\n'),
    text,
    last,
  })
  config.forget()
  const routes = compileRoutes(document)
  const warnings = [...missingSecrets(edge, routes), ...aliasWarnings(routes)]
  const answer = { changes, warnings, audit, everywhere_by: everywhereBy(edge, now) }
  return Response.json(answer, { headers: { ETag: etag } })
}

const validOf = (text: string | null) => (text === null ? null : parseRoutes(text).document)

function documentOf(text: string): RoutesDocument {
  const { document, problems } = checkRoutes(text, 'body')
  if (document !== null) return document
  throw new AdminError({ status: 400, message: 'the document is not as it must be', more: { problems } })
}

/**
 * Taking the active upstream out of the document, putting another one to its head or giving it another home would be a switch
 * that nobody looked at.
 */
function checkActive(before: RoutesDocument, after: RoutesDocument, chosen: string): void {
  const homeOf = ({ upstreams }: RoutesDocument) => {
    const name = Object.hasOwn(upstreams, chosen) ? chosen : (Object.keys(upstreams)[0] ?? '')
    const { registry = '', namespace = '' } = upstreams[name] ?? {}
    return `${name} (${registry}/${namespace})`
  }
  const [active, next] = [homeOf(before), homeOf(after)]
  if (active === next) return
  const message =
    `with this document the active upstream would be ${next} and no more ${active}, without a look whether ` +
    `it has the content. Before that, switch to an upstream that both documents have (PUT /admin/v1/upstream), or send it with ?force=true`
  throw new AdminError({ status: 409, message, more: { active, next } })
}

/** As it was written, defaults left out; what is not there has no fields. null for what is no JSON. */
function parsedOf(text: string | null): unknown {
  try {
    return parseBody(text ?? '{}')
  } catch {
    return null
  }
}
