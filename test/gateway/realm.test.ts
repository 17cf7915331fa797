import { createExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type Edge, edgeOf } from '../../src/edge.ts'
import { parseRoutes } from '../../src/routing/parse.ts'
import { compileRoutes, type Upstream } from '../../src/routing/routes.ts'

afterEach(() => {
  vi.resetModules()
  vi.restoreAllMocks()
})

function upstreamAt(registry: string, realms: string[]): Upstream {
  const text = JSON.stringify({ upstreams: { one: { registry, realms } }, repositories: { '*': {} } })
  const { document, problems } = parseRoutes(text)
  const [upstream] = document === null ? [] : compileRoutes(document).upstreams
  if (upstream === undefined) throw new Error(problems?.join())
  return upstream
}

type Asked = { realm: string; registry: string; realms?: string[]; edge?: Partial<Edge> }

/** In an isolate that has read nothing yet. */
async function isTrusted({ realm, registry, realms = [], edge = {} }: Asked): Promise<boolean> {
  const { isTrustedRealm } = await import('../../src/gateway/realm.ts')
  const inWorker = { ...edgeOf(env, createExecutionContext()), ...edge }
  return isTrustedRealm(inWorker, upstreamAt(registry, realms), realm)
}

describe('a realm', () => {
  it.each([
    ['https://quay.io/v2/auth', 'https://quay.io'],
    ['https://auth.docker.io/token', 'https://registry-1.docker.io'],
    ['https://gitlab.example.co.uk/jwt/auth', 'https://registry.example.co.uk'],
    ['https://auth.one.github.io/token', 'https://registry.one.github.io'],
    ['https://account.us-gov.azure.example.com/token', 'https://example.com'],
    ['http://127.0.0.1:5001/token', 'http://localhost:5000'],
  ])('%s is trusted by %s', async (realm, registry) => {
    expect(await isTrusted({ realm, registry })).toBe(true)
  })

  it.each([
    ['a stranger', 'https://auth.example.org/token', 'https://registry.example.com'],
    ['a name that only ends alike', 'https://notdocker.io/token', 'https://registry-1.docker.io'],
    ['plain http', 'http://auth.docker.io/token', 'https://registry-1.docker.io'],
    ['an account in the address', 'https://ann:pw@auth.docker.io/token', 'https://registry-1.docker.io'],
    ['another name of a country', 'https://evil.co.uk/token', 'https://registry.co.uk'],
    ['another city', 'https://evil.kobe.jp/token', 'https://registry.kobe.jp'],
    ['another customer', 'https://evil.github.io/token', 'https://good.github.io'],
    ['what customers lie in', 'https://github.io/token', 'https://good.github.io'],
    [
      'another bucket',
      'https://evil.s3.eu-west-1.amazonaws.com/t',
      'https://good.s3.eu-west-1.amazonaws.com',
    ],
    ['another address', 'https://10.0.0.2/token', 'https://10.0.0.1'],
    ['the metadata service', 'https://169.254.169.254/token', 'https://registry.example.com'],
    ['this machine', 'http://localhost/token', 'https://registry.example.com'],
    ['no address at all', 'token', 'https://registry.example.com'],
  ])('of %s is not: %s for %s', async (_what, realm, registry) => {
    expect(await isTrusted({ realm, registry })).toBe(false)
  })

  it('that the routes document lists is trusted wherever it is, and needs no list of suffixes', async () => {
    const readAsset = vi.fn(edgeOf(env, createExecutionContext()).readAsset)
    const asked = { registry: 'https://registry.gitlab.com', realms: ['https://gitlab.example.net'] }
    const realm = 'https://gitlab.example.net/jwt/auth'
    expect(await isTrusted({ ...asked, realm, edge: { readAsset } })).toBe(true)
    expect(readAsset).not.toHaveBeenCalled()
  })

  it('is not trusted while the list cannot be read, and is asked for again', async () => {
    vi.spyOn(console, 'error').mockReturnValue()
    const asked = { realm: 'https://auth.docker.io/token', registry: 'https://registry-1.docker.io' }
    const edge = { readAsset: () => Promise.reject(new Error('no such file')) }
    await expect(isTrusted({ ...asked, edge })).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    expect(await isTrusted(asked)).toBe(true)
  })
})
