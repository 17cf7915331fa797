// Who may read what: the answer that refuses a request, or null to let it pass.
import { errorAnswer } from './body.ts'
import type { Asked, Stand } from './stand.ts'
import type { Switches } from './switches.ts'

type Credentials = { user: string; password: string }

/** Null: not Basic, or not well formed. */
export const parseBasic = (authorization: string | null): Credentials | null => {
  const [scheme, encoded] = authorization?.split(' ') ?? []
  if (scheme?.toLowerCase() !== 'basic' || encoded === undefined) return null
  try {
    const [user = '', ...password] = atob(encoded).split(':')
    return { user, password: password.join(':') }
  } catch {
    return null
  }
}

export const isUser = ({ users }: Switches, { user, password }: Credentials): boolean =>
  Object.hasOwn(users, user) && users[user] === password

const challenge = ({ stand, url, repository }: Asked, error: string | null): Response => {
  const refusal = errorAnswer(401, 'UNAUTHORIZED')
  if (stand.switches.auth === 'basic') {
    refusal.headers.set('www-authenticate', 'Basic realm="stand-in"')
    return refusal
  }
  const realm = stand.switches.realm ?? `${url.origin}/token`
  const parts = [`realm="${realm}"`, `service="${url.host}"`]
  if (repository !== '') parts.push(`scope="repository:${repository}:pull"`)
  if (error !== null) parts.push(`error="${error}"`)
  refusal.headers.set('www-authenticate', `Bearer ${parts.join(',')}`)
  return refusal
}

// quay.io does not say whether a repository is missing or private.
export const missing = (
  asked: Asked,
  code: 'NAME_UNKNOWN' | 'MANIFEST_UNKNOWN' | 'BLOB_UNKNOWN',
): Response => (asked.stand.switches.missing === 401 ? challenge(asked, null) : errorAnswer(404, code))

const isOpen = ({ switches }: Stand, kind: 'ping' | 'manifest' | 'blob', repository: string): boolean => {
  if (kind === 'ping' || switches.privateRepositories.includes(repository)) return false
  return kind === 'blob' ? !switches.blobsNeedToken : !switches.manifestsNeedToken
}

const refuseToken = (asked: Asked, authorization: string | null): Response | null => {
  const { stand, repository } = asked
  const token = authorization === null ? null : (/^bearer (.+)$/i.exec(authorization)?.[1] ?? null)
  if (token === null) return challenge(asked, null)
  const grant = stand.grants.get(token)
  if (grant === undefined) return challenge(asked, 'invalid_token')
  if (grant.expiresAt <= stand.now()) {
    return stand.switches.expiredTokenStatus === 400
      ? errorAnswer(400, 'DENIED')
      : challenge(asked, 'invalid_token')
  }
  return repository === '' || grant.repositories.has(repository)
    ? null
    : challenge(asked, 'insufficient_scope')
}

export const refuse = (asked: Asked, kind: 'ping' | 'manifest' | 'blob'): Response | null => {
  const { stand, request, repository } = asked
  const authorization = request.headers.get('authorization')
  if (stand.switches.auth === 'none') return null
  if (stand.switches.auth === 'basic') {
    const credentials = parseBasic(authorization)
    return credentials !== null && isUser(stand.switches, credentials) ? null : challenge(asked, null)
  }
  // A token that is sent is looked at even where none is needed.
  if (authorization === null && isOpen(stand, kind, repository)) return null
  return refuseToken(asked, authorization)
}
