// Incidents, hosts and upstreams as CSV: the same as in JSON, a row for each.
import { env } from 'cloudflare:workers'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import * as z from 'zod'
import { keepContentHosts } from '../../../src/analytics/content-host.ts'
import { NOW } from '../../analytics/stats/history.ts'
import { emptyLedger } from '../../analytics/store.ts'
import { type Api, createApi, stopClockAt } from './scene.ts'

let api: Api
beforeAll(async () => {
  stopClockAt(NOW)
  await emptyLedger()
  api = await createApi()
})
afterAll(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const HEADER = 'kind,started_at,ended_at,from,to,why,requests_saved,note'
const statusSchema = z.object({
  active_upstream: z.string(),
  upstreams: z.array(z.object({ name: z.string(), registry: z.string(), namespace: z.string() })),
})
const incidentsSchema = z.object({ incidents: z.array(z.record(z.string(), z.unknown())) })

describe('incidents as CSV', () => {
  it('are their header where there are none', async () => {
    expect(await api.csv('/api/v1/incidents?format=csv')).toBe(`${HEADER}\r\n`)
  })

  it('have the fields of JSON in their order, the newest first, and no formula of anybody', async () => {
    await env.DB.batch([
      env.DB.prepare(
        `INSERT INTO incident (id, kind, started_at, ended_at, from_upstream, to_upstream, why, saved) VALUES
         (1, 'failover', 1000, 61000, 'quay', 'ghcr', 'ping: 503, "gone"', 7),
         (2, 'outage', 2000, NULL, 'ghcr', '', '=1+1', 0)`,
      ),
      env.DB.prepare("INSERT INTO incident_note (incident, text, written_at) VALUES (1, '@SUM(A1)', 3000)"),
    ])
    const [start, second, end] = [1000, 2000, 61_000].map((at) => new Date(at).toISOString())
    expect((await api.csv('/api/v1/incidents?format=csv')).split('\r\n')).toEqual([
      HEADER,
      `outage,${second},,ghcr,,'=1+1,0,`,
      `failover,${start},${end},quay,ghcr,"ping: 503, ""gone""",7,'@SUM(A1)`,
      '',
    ])
    const { incidents } = incidentsSchema.parse(await (await api.world.ask('/api/v1/incidents')).json())
    expect(incidents.map((one) => Object.keys(one).join())).toEqual([HEADER, HEADER])
  })

  it('are as fresh as they are in JSON, and have a name to be kept under', async () => {
    for (const query of ['', '?format=json', '?format=csv']) {
      const { headers } = await api.world.ask(`/api/v1/incidents${query}`)
      expect(headers.get('Cache-Control')).toBe('no-store')
    }
    const { headers } = await api.world.ask('/api/v1/incidents?format=csv')
    expect(headers.get('Content-Disposition')).toBe('inline; filename="fairlead-incidents.csv"')
    expect(headers.get('Access-Control-Allow-Origin')).toBe('*')
  })

  it('are refused in another format, with those that there are', async () => {
    expect(await api.refuse('/api/v1/incidents?format=xml')).toBe('format=xml: must be one of json, csv')
  })
})

describe('the status as CSV', () => {
  it('is a row for each upstream, with the one that is active', async () => {
    const lines = (await api.csv('/api/v1/status?format=csv')).split('\r\n')
    const { upstreams, active_upstream } = statusSchema.parse(
      await (await api.world.ask('/api/v1/status')).json(),
    )
    expect(lines).toEqual([
      'name,active,registry,namespace,state,since,why',
      ...upstreams.map(
        ({ name, registry, namespace }) =>
          `${name},${name === active_upstream ? 'yes' : 'no'},${registry},${namespace},up,,`,
      ),
      '',
    ])
    expect(upstreams.length).toBeGreaterThan(0)
  })
})

describe('hosts as CSV', () => {
  it('say what each is for', async () => {
    await keepContentHosts(env.DB, [{ upstream: 'quay', host: 'quay.example.com' }], NOW)
    expect((await api.csv('/api/v1/hosts?format=csv')).split('\r\n')).toEqual([
      'host,purpose',
      `${new URL(api.world.origin).host},the gateway`,
      'quay.example.com,registry quay; layers of quay',
      '',
    ])
  })
})
