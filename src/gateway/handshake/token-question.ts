// What a client asks of /token: GET with Basic or nothing, POST with a password or a refresh token.
import { readBody } from '../../body.ts'
import { RegistryError } from '../../oci/error.ts'
import type { Repository } from '../../oci/name.ts'
import { pulledRepositories } from '../../oci/scope.ts'
import type { Login } from '../token-request.ts'

const FORM_BYTES_MAX = 64 * 1024
const BASIC_LENGTH_MAX = 8 * 1024
/** Clients ask for one; a build that pulls from several, for a few. More are left out, like unknown ones. */
const REPOSITORIES_MAX = 20

export type ClientQuestion = {
  /** By their public names. */
  repositories: Repository[]
  login: Login | null
  /** `docker login` asks for a refresh token ("identity token") to keep in the place of the password. */
  offline: boolean
}

/** Throws what the client is to be told if it cannot be understood. */
export async function parseTokenQuestion(request: Request, url: URL): Promise<ClientQuestion> {
  switch (request.method) {
    case 'GET':
      return {
        repositories: repositoriesOf(url.searchParams),
        login: parseBasic(request.headers.get('Authorization')),
        offline: url.searchParams.get('offline_token') === 'true',
      }
    case 'POST':
      return parseForm(await readForm(request))
    default: {
      const message = 'tokens are asked for with GET or POST'
      throw new RegistryError('UNSUPPORTED', { message, headers: { Allow: 'GET, POST' } })
    }
  }
}

function repositoriesOf(parameters: URLSearchParams): Repository[] {
  return pulledRepositories(parameters.getAll('scope')).slice(0, REPOSITORIES_MAX)
}

/** Any other scheme is nothing that this gateway gave out for this purpose, and is taken for none. */
function parseBasic(header: string | null): Login | null {
  const [, encoded] = /^basic +([A-Za-z0-9+/]+=*)$/i.exec(header?.trim() ?? '') ?? []
  if (encoded === undefined) {
    if (/^basic\b/i.test(header ?? '')) throw malformed()
    return null
  }
  const text = encoded.length > BASIC_LENGTH_MAX ? null : decode(encoded)
  if (text?.includes(':') !== true) throw malformed()
  return { basic: `Basic ${encoded}`, user: text.slice(0, text.indexOf(':')) }
}

function decode(encoded: string): string | null {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0)))
  } catch {
    return null
  }
}

async function readForm(request: Request): Promise<URLSearchParams> {
  const bytes = await readBody(new Response(request.body, { headers: request.headers }), FORM_BYTES_MAX)
  if (bytes === null) throw notAForm()
  return new URLSearchParams(new TextDecoder().decode(bytes))
}

/** OAuth 2 as containerd and Docker speak it. A password goes on as Basic, since not every registry takes it by POST. */
function parseForm(form: URLSearchParams): ClientQuestion {
  const question = { repositories: repositoriesOf(form), offline: form.get('access_type') === 'offline' }
  const [user, password, refreshToken] = ['username', 'password', 'refresh_token'].map((key) => form.get(key))
  if (form.get('grant_type') === 'refresh_token' && refreshToken)
    return { ...question, login: { refreshToken } }
  if (form.get('grant_type') !== 'password' || !user || user.includes(':') || password == null)
    throw notAForm()
  const bytes = new TextEncoder().encode(`${user}:${password}`)
  if (bytes.byteLength > BASIC_LENGTH_MAX / 2) throw malformed()
  return { ...question, login: { basic: `Basic ${btoa(String.fromCharCode(...bytes))}`, user } }
}

function malformed(): RegistryError {
  const message = 'the user name and password cannot be read; log in again'
  return new RegistryError('UNAUTHORIZED', { message })
}

/** 404 is the one status after which every client tries GET instead. */
function notAForm(): RegistryError {
  const message = 'POST takes a form with grant_type=password or grant_type=refresh_token; GET takes Basic'
  return new RegistryError('UNSUPPORTED', { message, status: 404 })
}
