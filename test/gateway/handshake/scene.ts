// What the tests of token mode have in common: registries with private images, people with accounts, and who was shown what.
import { vi } from 'vitest'
import type { SwitchesPatch } from '../../registry/switches.ts'
import { type World, createWorld } from '../world.ts'

export const NAME = 'cert-manager-controller'
export const TAG = `/v2/${NAME}/manifests/v1.19.0`
export const PUBLIC_NAME = 'cert-manager-webhook'
export const PUBLIC_TAG = `/v2/${PUBLIC_NAME}/manifests/v1.19.0`

/** Has an account at every registry here. */
export const ANN = { user: 'ann', password: 'ann-password' }
export const WRONG = { user: 'ann', password: 'guessed-password' }
type Person = typeof ANN

export const PRIVATE: SwitchesPatch = {
  auth: 'token',
  users: { [ANN.user]: ANN.password },
  privateRepositories: [`jetstack/${NAME}`],
}

type Options = {
  upstreams?: Record<string, SwitchesPatch>
  upstream?: object
  routes?: object
  vars?: Record<string, unknown>
}

export function createTokenWorld({ upstreams = { quay: {} }, routes = {}, ...rest }: Options = {}) {
  const registries = Object.fromEntries(
    Object.entries(upstreams).map(([name, switches]) => [name, { ...PRIVATE, ...switches }]),
  )
  return createWorld({ upstreams: registries, routes: { auth: 'token', ...routes }, ...rest })
}

export type Token = { token: string; access_token: string; expires_in: number; refresh_token?: string }

export const basic = ({ user, password }: Person) => ({
  Authorization: `Basic ${btoa(`${user}:${password}`)}`,
})
export const bearer = (token: string) => ({ Authorization: `Bearer ${token}` })
export const scopeOf = (...names: string[]) => names.map((name) => `scope=repository:${name}:pull`).join('&')

/** As docker and podman ask. */
export function askToken(ask: World['ask'], query: string, person: Person | null = null): Promise<Response> {
  return ask(`/token?service=gateway&${query}`, { headers: person === null ? {} : basic(person) })
}

export async function tokenFor(
  ask: World['ask'],
  person: Person | null,
  ...names: string[]
): Promise<string> {
  const response = await askToken(ask, scopeOf(...(names.length === 0 ? [NAME] : names)), person)
  if (response.status !== 200) throw new Error(`no token: ${response.status} ${await response.text()}`)
  return (await response.json<Token>()).token
}

/** As containerd asks. */
export function postToken(ask: World['ask'], form: Record<string, string>): Promise<Response> {
  return ask('/token', { method: 'POST', body: new URLSearchParams(form) })
}

export const read = (ask: World['ask'], path: string, token: string | null, method = 'GET') =>
  ask(path, { method, headers: token === null ? {} : bearer(token) })

export const challengeOf = (response: Response): string => response.headers.get('WWW-Authenticate') ?? ''

export type Shown = { address: string; method: string; authorization: string; body: string }

/** Everything that is sent to anybody from now on, with what was shown to whom. */
export function watchNetwork(): Shown[] {
  const network = vi.mocked(fetch).getMockImplementation()
  if (network === undefined) throw new Error('there is no network to watch')
  const shown: Shown[] = []
  vi.mocked(fetch).mockImplementation(async (input, init) => {
    const request = new Request(input, init)
    const { url: address, method } = request
    const authorization = request.headers.get('Authorization') ?? ''
    shown.push({ address, method, authorization, body: await request.clone().text() })
    return network(input, init)
  })
  return shown
}
