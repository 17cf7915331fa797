// `fairlead hosts` before a gateway that says whom a firewall has to let through.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fairlead } from './fairlead.ts'
import { type Web, serveWeb } from './web.ts'

const github = { path: '/f/{file}', host: 'github.com' }
const assets = { path: '/f/{file}', host: 'release-assets.githubusercontent.com' }
const hosts = ['downloads.example.org', github.host, assets.host]
let downloads: object[]
let gateway: Web

beforeAll(async () => {
  const rest = { gateway: hosts[0], registries: [], content: [], hosts }
  gateway = await serveWeb(() => Response.json({ ...rest, downloads }))
})
afterAll(() => gateway.stop())

const run = (...args: string[]) => fairlead(args, { FAIRLEAD_URL: gateway.url })

describe('fairlead hosts', () => {
  it('says why a host is there that another one redirects on to', async () => {
    downloads = [
      { ...github, via: null },
      { ...assets, via: 'github.com' },
    ]
    expect((await run('hosts')).out).toBe(
      [
        'downloads.example.org                 # the gateway',
        'github.com                            # files of /f/{file}',
        'release-assets.githubusercontent.com  # files of /f/{file}, redirected by github.com\n',
      ].join('\n'),
    )
    expect((await run('hosts', '--plain')).out).toBe(`${hosts.join('\n')}\n`)
    expect(JSON.parse((await run('--json', 'hosts')).out)).toMatchObject({ downloads })
  })

  it('understands an older gateway, which does not tell it', async () => {
    downloads = [github, assets]
    expect((await run('hosts')).out).toContain('# files of /f/{file}\n')
  })
})
