// Narrowing a page and widening it again: by links alone, with all of it in the address.
import type { Page } from 'playwright-core'
import { describe, expect, inject, it } from 'vitest'
import { askApi, columnOf, numberOf } from './api.ts'
import { isPossible } from './chromium.ts'
import { readChips, readPanel, readPanels, sumOf } from './reading.ts'
import { follow, visitor } from './visitor.ts'

const ARTIFACT = '/artifact/cert-manager-controller'

/** What a click is on, and where it leads. */
const BARS = [
  { panel: 'by-country', label: 'Germany', search: 'where.country=DE', chip: 'Countries: Germany' },
  { panel: 'by-version', label: 'v1.18.3', search: 'where.version=v1.18.3', chip: 'Versions: v1.18.3' },
  {
    panel: 'by-platform',
    label: 'linux/arm64',
    search: 'where.platform=linux/arm64',
    chip: 'Platforms: linux/arm64',
  },
  { panel: 'by-client', label: 'containerd', search: 'where.client=containerd', chip: 'Clients: containerd' },
  {
    panel: 'by-provider',
    label: 'google',
    search: 'where.provider=google',
    chip: 'Clouds and hosting providers: google',
  },
  { panel: 'by-upstream', label: 'quay', search: 'where.upstream=quay', chip: 'Upstreams: quay' },
  { panel: 'by-class', label: 'Scanners', search: 'class=scanner', chip: 'Scanners' },
]

describe.runIf(isPossible())('filters', () => {
  const visit = visitor()
  const demo = inject('demo')
  const total = async (page: Page) => sumOf(await readPanel(page, 'trend'), 'pulls')
  const bar = (page: Page, { panel, label }: { panel: string; label: string }) =>
    page.locator(`#${panel} .bars a`).filter({ hasText: label }).first()

  it.each(BARS)('narrow the page to $label by a click in $panel, and widen it by another', async (row) => {
    const { page } = await visit(demo + ARTIFACT)
    const all = await total(page)
    const panel = await readPanel(page, row.panel)
    const shown = panel.rows.find(([name]) => name?.text === row.label)
    const count = shown?.find(({ value }) => value !== null)?.value

    await follow(bar(page, row))
    expect(decodeURIComponent(new URL(page.url()).search)).toBe(`?${row.search}`)
    expect(await readChips(page)).toEqual([row.chip])
    expect(await total(page)).toBe(count)
    expect(count).toBeLessThan(all)
    expect(await page.locator(`#${row.panel} .bars [aria-current=true]`).textContent()).toContain(row.label)

    await follow(bar(page, row))
    expect(page.url()).toBe(demo + ARTIFACT)
    expect(await readChips(page)).toEqual([])
    expect(await total(page)).toBe(all)
  })

  it('are taken back by their chips, one by one or all at once', async () => {
    const { page } = await visit(`${demo}${ARTIFACT}?where.version=v1.19.3&where.country=DE`)
    expect(await readChips(page)).toEqual(['Versions: v1.19.3', 'Countries: Germany'])
    await follow(page.locator('.chips a').filter({ hasText: 'Germany' }))
    expect(new URL(page.url()).search).toBe('?where.version=v1.19.3')
    await page.goBack()
    await follow(page.getByRole('link', { name: 'Clear all' }))
    expect(page.url()).toBe(demo + ARTIFACT)
  })

  it('come and go with the back and forward buttons', async () => {
    const { page } = await visit(demo + ARTIFACT)
    const all = await total(page)
    await follow(bar(page, { panel: 'by-country', label: 'Germany' }))
    const narrowed = await total(page)
    await page.goBack()
    expect([await readChips(page), await total(page)]).toEqual([[], all])
    await page.goForward()
    expect([await readChips(page), await total(page)]).toEqual([['Countries: Germany'], narrowed])
  })

  it('narrow to the same numbers as the API does, two at once where both are kept', async () => {
    const { page } = await visit(`${demo}${ARTIFACT}?where.version=v1.19.3`)
    await follow(bar(page, { panel: 'by-country', label: 'India' }))
    const query = 'artifact=cert-manager-controller&metric=pull&where.version=v1.19.3&where.country=IN'
    const answer = await askApi(`${demo}/api/v1/stats?${query}`)
    const counts = columnOf(answer, 'count').map(numberOf)
    expect(await total(page)).toBe(counts.reduce((sum, count) => sum + count, 0))
  })

  it('say in the panel what is not kept for them together', async () => {
    const { page, answer } = await visit(`${demo}${ARTIFACT}?where.country=DE&where.client=docker`)
    expect(answer.status()).toBe(200)
    const panels = await readPanels(page)
    const refused = panels.filter(({ nothing }) => nothing?.startsWith('These numbers are not kept') === true)
    expect(refused.map(({ id }) => id)).toEqual(expect.arrayContaining(['trend', 'by-version', 'map']))
    // The API could not say more.
    expect(refused.filter(({ json, csv }) => json !== null || csv !== null)).toEqual([])
    // What does not depend on them is there all the same.
    expect(panels.find(({ id }) => id === 'funnel')?.rows).toHaveLength(3)
  })

  it('stay in force on the way to another range and another metric', async () => {
    const { page } = await visit(`${demo}${ARTIFACT}?where.country=DE`)
    await follow(page.getByRole('link', { name: '7 days', exact: true }))
    await follow(page.locator('.tile a').filter({ hasText: 'Downloads' }))
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({
      range: '7d',
      metric: 'download',
      'where.country': 'DE',
    })
    expect(await page.locator('.tile.chosen').textContent()).toContain('Downloads')
    expect(await page.locator('#trend-title').textContent()).toBe('Downloads by day')
  })
})

describe.runIf(isPossible())('ranges', () => {
  const visit = visitor()
  const demo = inject('demo')
  const RANGES = [
    { name: '7 days', rows: 7, step: 'day' },
    { name: '90 days', rows: 90, step: 'day' },
    { name: '12 months', rows: 53, step: 'week' },
    { name: 'All', rows: 15, step: 'month' },
  ]

  it.each(RANGES)('show $name, a row for each $step', async ({ name, rows, step }) => {
    const { page } = await visit(demo + ARTIFACT)
    await follow(page.getByRole('link', { name, exact: true }))
    const trend = await readPanel(page, 'trend')
    expect(await page.locator('#trend-title').textContent()).toBe(`Pulls by ${step}`)
    // A year begins within a week, and 400 days within a month.
    expect(Math.abs(trend.rows.length - rows)).toBeLessThanOrEqual(step === 'day' ? 0 : 1)
    expect(await page.locator('.controls [aria-current=true]').first().textContent()).toBe(name)
  })

  it('are any days that are put into the form', async () => {
    const { page } = await visit(`${demo}${ARTIFACT}?where.country=DE`)
    const trend = await readPanel(page, 'trend')
    const [from = '', to = ''] = [trend.rows[3]?.[0]?.text, trend.rows[12]?.[0]?.text]
    const counts = trend.rows.slice(3, 13).map((row) => row[1]?.value)

    await page.locator('.days summary').click()
    await page.getByLabel('From', { exact: true }).fill(from)
    await page.getByLabel('to', { exact: true }).fill(to)
    await follow(page.getByRole('button', { name: 'Show' }))
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({ 'where.country': 'DE', from, to })
    expect((await readPanel(page, 'trend')).rows.map((row) => row[1]?.value)).toEqual(counts)
  })

  it('are told apart from what cannot be shown', async () => {
    for (const search of ['from=2031-01-01', 'from=2026-11-02&to=2026-11-01', 'from=1970-01-01']) {
      const { page, answer } = await visit(`${demo}${ARTIFACT}?${search}`)
      expect(answer.status(), search).toBe(400)
      expect(await page.locator('h1').textContent()).toBe('This address cannot be shown')
    }
  })
})

describe.runIf(isPossible())('kinds of clients', () => {
  const visit = visitor()
  const demo = inject('demo')

  it('are all of them, or container runtimes only', async () => {
    const { page } = await visit(demo)
    const classes = await readPanel(page, 'by-class')
    const runtimes = classes.rows.find(([name]) => name?.text === 'Container runtimes')
    await follow(page.getByRole('link', { name: 'Container runtimes only' }))
    expect(new URL(page.url()).search).toBe('?class=runtime')
    expect(sumOf(await readPanel(page, 'trend'), 'pulls')).toBe(runtimes?.[2]?.value)
    await follow(page.getByRole('link', { name: 'All clients' }))
    expect(new URL(page.url()).search).toBe('')
  })
})
