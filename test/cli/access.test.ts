// The commands before a gateway whose control plane stands behind Cloudflare Access.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { fairlead } from './fairlead.ts'
import { type Web, serveWeb } from './web.ts'

const SERVICE_TOKEN = { id: '6f1c.access', secret: 'a-secret-for-tests' }
const ENV = {
  FAIRLEAD_ACCESS_CLIENT_ID: SERVICE_TOKEN.id,
  FAIRLEAD_ACCESS_CLIENT_SECRET: SERVICE_TOKEN.secret,
}

let gateway: Web
/** What came through, by `Authorization`. */
let cameThrough: (string | null)[]

beforeAll(async () => {
  gateway = await serveWeb(({ url, headers }) => {
    const isIn =
      headers.get('CF-Access-Client-Id') === SERVICE_TOKEN.id &&
      headers.get('CF-Access-Client-Secret') === SERVICE_TOKEN.secret
    const { pathname } = new URL(url)
    // Access covers the control plane alone, and must not be told of where it does not ask.
    if (!pathname.startsWith('/admin/')) return new Response(null, { status: isIn ? 400 : 404 })
    if (!isIn) return Response.redirect('https://example.cloudflareaccess.com/cdn-cgi/access/login')
    cameThrough.push(headers.get('Authorization'))
    return Response.json({ active: 'quay', set: null, upstreams: ['quay', 'ghcr'] })
  })
})
beforeEach(() => {
  cameThrough = []
})
afterAll(() => gateway.stop())

const switchToNone = (env: Record<string, string>) =>
  fairlead(['switch', 'nowhere'], { FAIRLEAD_URL: gateway.url, ...env })

describe('a control plane behind Cloudflare Access', () => {
  it('is got to with a service token, and needs no other', async () => {
    const { err } = await switchToNone(ENV)
    expect(err).toContain('quay, ghcr')
    expect(cameThrough).toEqual([null])
  })

  it('is told the token of the gateway as well where there is one', async () => {
    await switchToNone({ ...ENV, FAIRLEAD_ADMIN_TOKEN: 'a-token-for-tests' })
    expect(cameThrough).toEqual(['Bearer a-token-for-tests'])
  })

  it('is not got to without, which is said', async () => {
    const { code, err } = await switchToNone({ FAIRLEAD_ADMIN_TOKEN: 'a-token-for-tests' })
    expect([code, err]).toEqual([2, expect.stringContaining('set FAIRLEAD_ACCESS_CLIENT_ID')])
    expect(cameThrough).toEqual([])
  })
})
