// From a request to the rollups: what is read of files, charts and pages.
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { NEW_LABELS_PER_DAY_MAX } from '../../src/analytics/dimension.ts'
import { countBy, edge, emptyLedger, event, ledger, numberOf, write } from '../analytics/store.ts'
import { restoreAll } from '../gateway/scene.ts'
import { SITE, createDownloads, publishPage } from './world.ts'

beforeEach(emptyLedger)
afterEach(restoreAll)

it('files, charts and pages end in the numbers of their day, by version, platform and class', async () => {
  const world = await createDownloads()
  publishPage(world, '/guide')
  const requests: [path: string, headers: Record<string, string>][] = [
    ['/releases/v1.19.0/cmctl_linux_amd64.tar.gz', { 'User-Agent': 'curl/8.9.1' }],
    ['/releases/v1.19.0/cmctl_darwin_arm64.tar.gz', { 'User-Agent': 'Wget/1.24.5' }],
    ['/releases/v1.19.0/cmctl_darwin_arm64.tar.gz', { 'User-Agent': 'Wget/1.24.5', Range: 'bytes=100-' }],
    ['/releases/v9.9.9/made-up_linux_amd64', { 'User-Agent': 'curl/8.9.1' }],
    ['/charts/index.yaml', { 'User-Agent': 'Helm/3.22.0' }],
    ['/charts/charts/cert-manager-v1.19.0.tgz', { 'User-Agent': 'Helm/3.22.0' }],
    ['/charts/charts/cert-manager-v1.19.0.tgz.prov', { 'User-Agent': 'Helm/3.22.0' }],
    ['/pixel/docs.gif', { 'User-Agent': 'Mozilla/5.0 Firefox/128.0', Referer: `${SITE}/guide` }],
    [
      '/pixel/docs.gif',
      { 'User-Agent': 'Mozilla/5.0 Firefox/128.0', Referer: `${SITE}/guide`, 'Sec-GPC': '1' },
    ],
  ]
  for (const [path, headers] of requests) await world.ask(path, { headers })
  await ledger.write(edge, world.sent())
  const expected = {
    'releases/cmctl file_download v1.19.0 linux/amd64 tool': 1,
    'releases/cmctl file_download v1.19.0 darwin/arm64 tool': 1,
    'charts/cert-manager chart_pull v1.19.0  tool': 1,
    'charts/cert-manager verify v1.19.0  tool': 1,
    'charts chart_check   tool': 1,
    'docs/guide page_view   browser': 1,
    'docs visit   browser': 1,
    ' error   tool': 1,
  }
  expect(await countBy('artifact', 'metric', 'version', 'platform', 'class')).toEqual(expected)
  await world.cron('*/5 * * * *')
  const { results } = await env.DB.prepare(
    `SELECT a.value AS artifact, m.value AS metric, v.value AS version, count FROM day_count
     JOIN label AS a ON a.id = artifact JOIN label AS m ON m.id = metric JOIN label AS v ON v.id = day_count.value
     WHERE day_count.dimension = 1 AND metric IN (SELECT id FROM label WHERE value IN ('file_download', 'chart_pull'))
     ORDER BY 1`,
  ).all()
  expect(results).toEqual([
    { artifact: 'charts/cert-manager', metric: 'chart_pull', version: 'v1.19.0', count: 1 },
    { artifact: 'releases/cmctl', metric: 'file_download', version: 'v1.19.0', count: 2 },
  ])
  expect((await env.DB.prepare('SELECT reason, count FROM dropped').all()).results).toEqual([
    { reason: 'do_not_track', count: 1 },
  ])
  // Nothing that was made up has a name in the tables.
  expect(
    await numberOf("SELECT COUNT(*) AS n FROM label WHERE value LIKE '%made-up%' OR value = 'v9.9.9'"),
  ).toBe(0)
})

it('made-up pages take only their part of a day, and leave room for what is published', async () => {
  const most = NEW_LABELS_PER_DAY_MAX.artifact
  for (let batch = 0; batch < most / 50; batch++) {
    const made = Array.from({ length: 100 }, (_one, number) => `docs/${batch}-${number}`)
    await write(...made.map((artifact) => event({ metric: 'page_view', artifact, tag: null })))
  }
  const artifacts = "SELECT COUNT(*) AS n FROM label WHERE dimension = 'artifact'"
  expect(await numberOf(artifacts)).toBe(most * 0.6)
  await write(event({ artifact: 'trust-manager' }))
  expect(await numberOf(`${artifacts} AND value = 'trust-manager'`)).toBe(1)
  // The others are counted all the same.
  expect(await numberOf('SELECT COUNT(*) AS n FROM event')).toBe(most * 2 + 1)
})

it('a dropped view that is delivered twice is dropped once', async () => {
  const dropped = { id: 'ab'.repeat(12), at: Date.now(), reason: 'do_not_track' } as const
  for (let times = 0; times < 2; times++)
    await ledger.write(edge, [{ event: null, fact: null, host: null, dropped }])
  expect(await numberOf('SELECT COUNT(*) AS n FROM dropped_event')).toBe(1)
})
