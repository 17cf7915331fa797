// Who gets in: the bearer of the token, or whom Cloudflare Access has let through. Nobody where neither is set up.
import type { Edge } from '../edge.ts'
import { logFailure } from '../log.ts'
import { ASSERTION, type ReadAssertion, createAccess } from './access.ts'
import { AdminError } from './answer.ts'
import { type Limits, createLimits } from './limit.ts'
import { bearerOf, isSameToken } from './token.ts'

const ASSERTION_LENGTH_MAX = 16 * 1024
const READING = ['GET', 'HEAD']

/** As it stands in the audit: `token`, or `access:` and the subject. */
export type Actor = string

export type Gate = { enter: (edge: Edge, request: Request) => Promise<Actor> }

export function createGate(): Gate {
  const limits = createLimits()
  const readAssertion = createAccess()
  return {
    enter: async (edge, request) => {
      const { token, access } = edge.settings.admin
      if (token === null && access === null) throw isOff(edge)
      await limits.check(edge, request)
      const actor = await actorOf(edge, request, readAssertion)
      if (actor === null) throw await refused(edge, request, limits)
      if (!READING.includes(request.method)) {
        checkSameSite(request)
        await limits.changing(edge)
      }
      return actor
    },
  }
}

function isOff({ settings: { admin } }: Edge): AdminError {
  const message =
    'the admin API is off. To turn it on, give it a token: ' +
    '`openssl rand -hex 32 | npx wrangler secret put ADMIN_TOKEN`, or ADMIN_TOKEN=... npm start on your machine'
  const more = admin.problems.length === 0 ? {} : { problems: admin.problems }
  return new AdminError({ status: 404, message, more })
}

async function actorOf(edge: Edge, request: Request, readAssertion: ReadAssertion): Promise<Actor | null> {
  const { token, access } = edge.settings.admin
  const bearer = bearerOf(request.headers)
  if (bearer !== null && token !== null) return (await isSameToken(bearer, token)) ? 'token' : null
  const assertion = request.headers.get(ASSERTION)
  if (assertion === null || access === null || assertion.length > ASSERTION_LENGTH_MAX) return null
  const subject = await readAssertion(edge, access, assertion)
  return subject === null ? null : `access:${subject.slice(0, 100)}`
}

/** Whoever brings nothing has guessed nothing, and is not counted. */
async function refused(edge: Edge, request: Request, limits: Limits): Promise<AdminError> {
  const isTried = request.headers.has('Authorization') || request.headers.has(ASSERTION)
  if (isTried) {
    await limits.refused(edge, request)
    logFailure('a login to the admin API was refused')
  }
  const message = isTried
    ? 'this is not the token of the admin API'
    : 'the admin API wants its token: Authorization: Bearer <ADMIN_TOKEN>'
  const challenge = `Bearer realm="fairlead admin"${isTried ? ', error="invalid_token"' : ''}`
  return new AdminError({ status: 401, message, headers: { 'WWW-Authenticate': challenge } })
}

/** Access logs browsers in with a cookie, so that another site's page could send with it; browsers say whose page it is. */
function checkSameSite(request: Request): void {
  const site = request.headers.get('Sec-Fetch-Site') ?? 'none'
  const { origin } = new URL(request.url)
  const isOwn = (request.headers.get('Origin') ?? origin) === origin
  if (isOwn && ['same-origin', 'none'].includes(site)) return
  throw new AdminError({ status: 403, message: 'changes are not taken from the pages of other sites' })
}
