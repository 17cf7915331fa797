// A deploy by the real wrangler, into a stand-in for Cloudflare's API with real SQLite behind D1.
import { readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { NODE_WRANGLER, type Program } from '../../cli/deploy/wrangler.ts'
import { PROJECT } from '../../cli/local/project.ts'
import { createWorkspace } from '../clients/workspace.ts'
import { type CloudflareApi, startCloudflareApi } from './cloudflare-api.ts'
import { EXAMPLE_ROUTES, copySettings, tryDeploy } from './scene.ts'

const workspace = await createWorkspace()
afterAll(() => workspace.cleanUp(), 60_000)

let api: CloudflareApi
let program: Program
let folder: string
beforeEach(async (context) => {
  api = await startCloudflareApi()
  workspace.later(api.close)
  folder = await workspace.folder(context.task.id)
  const env = {
    ...process.env,
    HOME: folder,
    CLOUDFLARE_API_BASE_URL: api.url,
    CLOUDFLARE_API_TOKEN: 'made-up',
  }
  program = { ...NODE_WRANGLER, env }
})

const routesInUse = () => api.values.get(`${api.namespaces.get('fairlead-config') ?? ''} routes`)
const countOf = (table: string) =>
  api.databases.get('fairlead')?.db.prepare(`SELECT COUNT(*) AS n FROM ${table}`).get()?.['n']

describe('npm run deploy', { timeout: 240_000 }, () => {
  it('makes everything in an empty account, and nothing twice', async () => {
    const said = await tryDeploy(program, { routes: EXAMPLE_ROUTES })
    const [config = '', manifests = ''] = ['fairlead-config', 'fairlead-manifests'].map((title) =>
      api.namespaces.get(title),
    )
    const changes = api.changes()
    expect(changes.slice(0, 9)).toEqual([
      ...['POST /storage/kv/namespaces', 'POST /storage/kv/namespaces', 'POST /d1/database'],
      ...['POST /queues', 'POST /queues', 'SQL'],
      ...[`PUT /storage/kv/namespaces/${config}/values/routes`],
      ...['POST /workers/scripts/fairlead/assets-upload-session', 'PUT /workers/scripts/fairlead'],
    ])
    expect(said).toContain('https://fairlead.our-project.workers.dev')
    expect(said).toContain('GHCR_LOGIN is not set')
    expect(routesInUse()).toBe(await readFile(EXAMPLE_ROUTES, 'utf8'))
    expect(countOf('label')).toBe(2)
    for (const id of [config, manifests, api.databases.get('fairlead')?.id])
      expect(api.uploads[0]).toContain(id)
    expect(api.crons).toHaveLength(2)

    const other = join(folder, 'other.json')
    await writeFile(other, (await readFile(EXAMPLE_ROUTES, 'utf8')).replaceAll('jetstack', 'elsewhere'))
    const again = await tryDeploy(program, { routes: other })
    expect(again).toContain('in use, left as it is')
    expect(again).toContain('schema         in place')
    expect(routesInUse()).toBe(await readFile(EXAMPLE_ROUTES, 'utf8'))
    expect(api.changes().filter((change) => /kv|d1|POST \/queues$/.test(change))).toEqual([])
    expect(api.uploads).toHaveLength(2)
  })

  it('goes on from where the network broke, with an older database and its rows', async () => {
    const db = new DatabaseSync(':memory:')
    db.exec(await readFile(resolve(PROJECT, 'test/schema/past/1.sql'), 'utf8'))
    db.exec('INSERT INTO cell VALUES (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13)')
    api.databases.set('fairlead', { id: '00000000-0000-4000-8000-000000000007', db })
    api.breakAt('POST', /\/queues$/)
    expect(await tryDeploy(program)).toMatch(
      /Cannot make the queue fairlead-events-dead\..*goes on from here/s,
    )
    expect([api.uploads, countOf('cell')]).toEqual([[], 1])
    api.changes()

    const said = await tryDeploy(program)
    expect(said).toContain('change cell, with all its rows')
    expect(said).toContain('https://fairlead.our-project.workers.dev')
    expect(said).toContain('routes         none yet')
    expect(db.prepare('SELECT reason, saved FROM cell').get()).toEqual({ reason: 13, saved: 0 })
    expect(api.changes().slice(0, 5)).toEqual([
      'POST /queues',
      'POST /queues',
      'SQL',
      'POST /workers/scripts/fairlead/assets-upload-session',
      'PUT /workers/scripts/fairlead',
    ])
    expect([...api.namespaces.keys()]).toEqual(['fairlead-config', 'fairlead-manifests'])
  })

  it('keeps to settings of your own, and to EVENT_SINK', async () => {
    const edits: [string, string][] = [
      ['name = "fairlead"', 'name = "second-front"'],
      ['EVENT_SINK = "queue"', 'EVENT_SINK = "direct"'],
    ]
    const config = await copySettings(folder, ...edits)
    const before = await readFile(config, 'utf8')
    const said = await tryDeploy(program, { config })
    expect(said).toContain('https://second-front.our-project.workers.dev')
    expect([...api.namespaces.keys()]).toEqual(['second-front-config', 'second-front-manifests'])
    expect(api.queues).toEqual([])
    expect(api.uploads[0]).not.toContain('fairlead-events"')
    expect(await readFile(config, 'utf8')).toBe(before)
  })

  it('as a dry run says all of it and does none', async () => {
    const said = await tryDeploy(program, { routes: EXAMPLE_ROUTES, isDryRun: true })
    expect(said).toMatch(/build {10}\d+\.\d+ KiB gzipped/)
    expect(said).toContain('schema         in place, on a database that is thrown away')
    for (const name of [
      'fairlead-config',
      'fairlead-manifests',
      'D1 database fairlead',
      'queue fairlead-events',
    ])
      expect(said).toContain(name)
    expect(api.changes()).toEqual([])
  })
})
