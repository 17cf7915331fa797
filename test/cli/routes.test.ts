import { describe, expect, it } from 'vitest'
import { localRoutes, readLocalRoutes } from '../../cli/local/routes.ts'
import { parseUpstreams, standInUpstream } from '../../cli/local/upstream.ts'
import { parseRoutes } from '../../src/routing/parse.ts'

const upstreams = parseUpstreams(['http://127.0.0.1:5000/jetstack', 'https://quay.io'])

describe('the routes document of a local run', () => {
  it('is one that the gateway accepts', async () => {
    const { document } = parseRoutes(await readLocalRoutes({ upstreams, auth: 'token' }))
    expect(Object.keys(document?.upstreams ?? {})).toEqual(['first', 'second'])
    expect(document?.auth).toBe('token')
  })

  it('keeps the names people use, and nothing about upstreams that are not there', () => {
    const example = {
      upstreams: { quay: { registry: 'https://quay.io', namespace: 'jetstack' } },
      repositories: { 'a-*': {}, b: { upstream: { quay: 'other/b' }, only: ['quay'] } },
      aliases: { 'jetstack/*': '*' },
      sites: { docs: ['https://example.org'] },
    }
    const { document } = parseRoutes(localRoutes(JSON.stringify(example), { upstreams, auth: 'anonymous' }))
    expect(document).toMatchObject({ aliases: example.aliases, sites: example.sites, upstreams })
    expect(document?.repositories).toEqual({ 'a-*': { upstream: {} }, b: { upstream: {} } })
  })

  it('leads to the files and charts of the stand-in, and to the real ones before another registry', async () => {
    const downloadsOf = async (before: typeof upstreams) => {
      const { document } = parseRoutes(await readLocalRoutes({ upstreams: before, auth: 'anonymous' }))
      return [document?.files['/releases/{version}/{file}']?.to, document?.helm['/charts']]
    }
    expect(await downloadsOf(standInUpstream('http://127.0.0.1:5050'))).toEqual([
      ['http://127.0.0.1:5050/cert-manager/cert-manager/releases/download/{version}/{file}'],
      'http://127.0.0.1:5050/helm',
    ])
    expect(await downloadsOf(upstreams)).toEqual([
      ['https://github.com/cert-manager/cert-manager/releases/download/{version}/{file}'],
      'https://charts.jetstack.io',
    ])
  })

  it('is refused, naming the file, when the example is broken', () => {
    expect(() => localRoutes('{"upstreams":{}}', { upstreams, auth: 'anonymous' })).toThrow(
      /^config\/cert-manager\.json is not valid/,
    )
  })
})
