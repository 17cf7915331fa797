// The token endpoint: GET with Basic or nothing, POST with a password or a refresh token.
import { isUser, parseBasic } from './access.ts'
import { errorAnswer, jsonAnswer } from './body.ts'
import type { Answer, Stand } from './stand.ts'

// Far more than any test asks for; the oldest go first.
const GRANTS_MAX = 10_000

type Wanted = { user: string | null; scopes: string[]; offline: boolean; post: boolean }

const mayPull = ({ catalogue, switches }: Stand, name: string, user: string | null): boolean =>
  catalogue.has(name) && (user !== null || !switches.privateRepositories.includes(name))

// An unknown or forbidden scope is no error: the token simply does not open it.
const repositoriesOf = (stand: Stand, { scopes, user }: Wanted): string[] =>
  scopes.flatMap((scope) => {
    const [, name = '', actions = ''] = /^repository:(.+):([^:]*)$/.exec(scope) ?? []
    return actions.split(',').includes('pull') && mayPull(stand, name, user) ? [name] : []
  })

const remember = <Value>(values: Map<string, Value>, value: Value): string => {
  const key = crypto.randomUUID()
  values.set(key, value)
  const [oldest] = values.keys()
  if (values.size > GRANTS_MAX && oldest !== undefined) values.delete(oldest)
  return key
}

const grantAnswer = (stand: Stand, wanted: Wanted): Response => {
  const { tokenField, tokenTtlSeconds, expiresIn } = stand.switches
  const token = remember(stand.grants, {
    user: wanted.user,
    repositories: new Set(repositoriesOf(stand, wanted)),
    expiresAt: stand.now() + tokenTtlSeconds * 1000,
  })
  return jsonAnswer({
    ...(tokenField === 'access_token' ? {} : { token }),
    // OAuth 2 knows no other name, so that of a POST is not a matter of taste.
    ...(tokenField === 'token' && !wanted.post ? {} : { access_token: token }),
    ...(expiresIn ? { expires_in: tokenTtlSeconds } : {}),
    ...(wanted.offline && wanted.user !== null
      ? { refresh_token: remember(stand.refreshTokens, wanted.user) }
      : {}),
  })
}

const scopesOf = (values: string[]): string[] => values.flatMap((value) => value.split(' ')).filter(Boolean)

const getToken: Answer = ({ stand, request, url }) => {
  const authorization = request.headers.get('authorization')
  const credentials = parseBasic(authorization)
  const scopes = scopesOf(url.searchParams.getAll('scope'))
  const refused = authorization !== null && (credentials === null || !isUser(stand.switches, credentials))
  const useless = authorization === null && scopes.length === 0 && stand.switches.scopelessTokenStatus === 401
  if (refused || useless) return errorAnswer(401, 'UNAUTHORIZED')
  const offline = url.searchParams.get('offline_token') === 'true'
  return grantAnswer(stand, { user: credentials?.user ?? null, scopes, offline, post: false })
}

const userOf = (stand: Stand, form: URLSearchParams): string | null => {
  if (form.get('grant_type') === 'refresh_token') {
    const user = stand.refreshTokens.get(form.get('refresh_token') ?? '')
    return user !== undefined && Object.hasOwn(stand.switches.users, user) ? user : null
  }
  const credentials = { user: form.get('username') ?? '', password: form.get('password') ?? '' }
  return form.get('grant_type') === 'password' && isUser(stand.switches, credentials)
    ? credentials.user
    : null
}

const postToken: Answer = async ({ stand, request }) => {
  if (!stand.switches.postTokens) return errorAnswer(405, 'UNSUPPORTED')
  const form = new URLSearchParams(new TextDecoder().decode(await request.arrayBuffer()))
  const user = userOf(stand, form)
  if (user === null) return errorAnswer(401, 'UNAUTHORIZED')
  const offline = form.get('access_type') === 'offline'
  return grantAnswer(stand, { user, scopes: scopesOf(form.getAll('scope')), offline, post: true })
}

export const token: Answer = (asked) => (asked.request.method === 'POST' ? postToken(asked) : getToken(asked))
