// Every panel says what the API says, to the digit.
import { describe, expect, inject, it } from 'vitest'
import { askApi, columnOf, numberOf } from './api.ts'
import { isPossible } from './chromium.ts'
import { expectedRows, shownRows } from './expected.ts'
import { type Panel, readPanels, readTiles } from './reading.ts'
import { visitor } from './visitor.ts'

const OVERVIEW = [
  'trend',
  'map',
  'by-country',
  'by-os',
  'by-platform',
  'by-client',
  'by-class',
  'by-provider',
]
const IMAGE = ['trend', 'adoption', 'curves', 'map', 'by-country', 'by-version', 'by-platform', 'by-client']

const PAGES = [
  { path: '/', panels: [...OVERVIEW, 'by-upstream', 'funnel', 'runtimes'] },
  { path: '/?range=12m', panels: OVERVIEW },
  { path: '/?metric=error', panels: ['trend', 'by-country'] },
  {
    path: '/artifact/cert-manager-controller',
    panels: [...IMAGE, 'by-class', 'by-upstream', 'funnel', 'runtimes'],
  },
  { path: '/artifact/cert-manager-controller?range=all', panels: IMAGE },
  { path: '/artifact/cert-manager-controller?range=7d&class=runtime', panels: IMAGE },
  { path: '/artifact/cert-manager-controller?where.version=v1.19.3', panels: ['trend', 'by-country'] },
  { path: '/artifact/cert-manager-webhook?metric=download&range=90d', panels: IMAGE },
  { path: '/artifact/charts/cert-manager', panels: ['trend', 'adoption', 'curves', 'by-client', 'funnel'] },
]

const TILES = { Pulls: 'pull', Downloads: 'download', Checks: 'check', Verifications: 'verify' }

describe.runIf(isPossible())('a page and the API', () => {
  const visit = visitor()
  const demo = inject('demo')
  const known = new Map<string, Promise<Panel[]>>()
  /** Each page is opened once, whatever is asked of its panels. */
  const panelsOf = (path: string) => {
    const panels = known.get(path) ?? visit(demo + path).then(({ page }) => readPanels(page))
    known.set(path, panels)
    return panels
  }

  it.each(PAGES)('say the same in every panel of $path', async ({ path, panels }) => {
    const drawn = (await panelsOf(path)).filter(({ rows }) => rows.length > 0)
    expect(drawn.map(({ id }) => id)).toEqual(expect.arrayContaining(panels))
    for (const panel of drawn) {
      const answer = await askApi(panel.json ?? '')
      expect(shownRows(panel), `${panel.id}: ${panel.json ?? ''}`).toEqual(expectedRows(panel, answer))
    }
  })

  it.each(PAGES)('write the same numbers on the charts of $path as in their tables', async ({ path }) => {
    const charts = (await panelsOf(path)).filter(({ bars }) => bars.length > 0)
    expect(charts.length).toBeGreaterThan(3)
    for (const { id, rows, bars } of charts) {
      const counts = rows.map((row) => row.find(({ value }) => value !== null)?.value)
      expect(bars, id).toEqual(counts)
    }
  })

  it.each(['/', '/artifact/cert-manager-controller', '/artifact/cert-manager-webhook?class=runtime'])(
    'say the same in the tiles of %s',
    async (path) => {
      const { page } = await visit(demo + path)
      const tiles = await readTiles(page)
      const json = new URL((await readPanels(page)).find(({ id }) => id === 'trend')?.json ?? '')
      json.pathname = '/api/v1/totals'
      for (const name of ['metric', 'interval', 'compare']) json.searchParams.delete(name)
      const answer = await askApi(json.href)
      const metrics = columnOf(answer, 'metric')
      for (const [title, metric] of Object.entries(TILES)) {
        const count = columnOf(answer, 'count')[metrics.indexOf(metric)]
        expect(tiles.get(title), title).toBe(numberOf(count))
      }
    },
  )

  it('say as CSV what they say as JSON', async () => {
    for (const { json, csv } of await panelsOf('/artifact/cert-manager-controller')) {
      const answer = await askApi(json ?? '')
      const lines = (await (await fetch(csv ?? '')).text()).trimEnd().split('\r\n')
      expect(lines[0]).toBe(answer.columns.join(','))
      expect(lines).toHaveLength(answer.rows.length + 1)
    }
  })

  it('mark the demonstration on every page', async () => {
    for (const path of ['/', '/artifact/cert-manager-controller', '/?metric=error&range=7d']) {
      const { page } = await visit(demo + path)
      expect(await page.locator('.demo').textContent()).toBe('Demonstration: these numbers are made up.')
    }
  })
})
