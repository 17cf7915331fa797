// Names that strangers chose are text and nothing else, wherever they are written.
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import * as z from 'zod'
import { ALL_MUST_RUN } from '../clients/driver.ts'
import { startProduct } from '../clients/product.ts'
import { createWorkspace } from '../clients/workspace.ts'
import { askApi, columnOf } from './api.ts'
import { judge, unfold } from './axe.ts'
import { isPossible } from './chromium.ts'
import { expectedRows, shownRows } from './expected.ts'
import { LONG, NAMES, nameHostile } from './hostile.ts'
import { readChips, readPanels } from './reading.ts'
import { follow, resize, visitor } from './visitor.ts'

/** How white space is written does not show, and ends are trimmed where the page is read. */
const plain = (text: unknown) => String(text).replaceAll(/\s+/g, ' ').trim()

describe.runIf(isPossible())('hostile names', () => {
  const visit = visitor()
  let workspace: Awaited<ReturnType<typeof createWorkspace>> | null = null
  let host: string
  const artifacts = NAMES.slice(0, 3)
  const pageOf = (artifact: string) =>
    `${host}/artifact/${artifact.split('/').map(encodeURIComponent).join('/')}`

  beforeAll(async () => {
    workspace = await createWorkspace()
    const folder = inject('sameDemo')
    await nameHostile(folder)
    const product = await startProduct(folder, { demo: true })
    workspace.later(product.stop)
    host = `http://localhost:${product.port}`
  })
  afterAll(() => workspace?.cleanUp())

  it('are what the ledger holds', async () => {
    const found = columnOf(await askApi(`${host}/api/v1/artifacts`), 'artifact')
    expect(found.toSorted()).toEqual(artifacts.toSorted())
    const clients = columnOf(await askApi(`${host}/api/v1/totals?metric=pull&by=client&limit=100`), 'client')
    expect(clients).toContain(LONG)
  })

  it('execute nothing and break no layout', async () => {
    for (const url of [host, ...artifacts.map(pageOf), `${host}/?range=all&metric=download`]) {
      const { page, answer, complaints } = await visit(url)
      expect(answer.status()).toBe(200)
      await unfold(page)
      for (const width of [320, 1440]) {
        await resize(page, width)
        expect(await page.evaluate('document.documentElement.scrollWidth'), url).toBe(width)
      }
      expect(await page.locator('script, img[onerror], svg[onload], [onmouseover]').count()).toBe(0)
      const links: unknown = await page.evaluate(`[...document.links].map((link) => link.protocol)`)
      expect(new Set(z.array(z.string()).parse(links))).toEqual(new Set(['http:']))
      expect(complaints).toEqual([])
    }
  })

  it('execute nothing where scripts may run, and give axe nothing to find', async () => {
    for (const url of [host, ...artifacts.map(pageOf)]) {
      const { page, complaints } = await visit(url, { width: 320, javaScript: true })
      await page.hover('#trend svg.plot')
      expect((await judge(page)).wrong).toEqual([])
      expect(complaints).toEqual([])
    }
  })

  it('are shown as they are, with the numbers that the API has for them', async () => {
    const { page } = await visit(pageOf(artifacts[0] ?? ''))
    expect(await page.locator('h1').textContent()).toBe(artifacts[0])
    const panels = (await readPanels(page)).filter(({ rows, id }) => rows.length > 0 && id.startsWith('by-'))
    expect(panels.length).toBeGreaterThan(5)
    for (const panel of panels) {
      const wanted = expectedRows(panel, await askApi(panel.json ?? ''))
      const [shown, expected] = [shownRows(panel), wanted].map((rows) => rows.map((row) => row.map(plain)))
      expect(shown, panel.id).toEqual(expected)
    }
    const clients = panels.find(({ id }) => id === 'by-client')
    expect(clients?.rows.map(([name]) => name?.text)).toContain(NAMES[0])
  })

  it('can be clicked', async () => {
    const { page, complaints } = await visit(`${host}/?range=90d`)
    const [name = ''] = NAMES
    await follow(page.locator('#by-client .bars a').and(page.getByTitle(name, { exact: true })))
    expect(new URL(page.url()).searchParams.get('where.client')).toBe(name)
    expect(complaints).toEqual([])
  })

  // Several values are separated by commas.
  it.each(NAMES.filter((name) => !name.includes(',')))(
    'can be filters, and taken back: %.20s',
    async (name) => {
      const search = new URLSearchParams({ range: '90d', 'where.client': name })
      const { page, complaints } = await visit(`${host}/?${search.toString()}`)
      expect((await readChips(page)).map(plain)).toEqual([plain(`Clients: ${name}`)])
      await follow(page.locator('.chips a').first())
      expect(page.url()).toBe(`${host}/?range=90d`)
      expect(complaints).toEqual([])
    },
  )

  it('do nothing in a spreadsheet', async () => {
    const csv = await (await fetch(`${host}/api/v1/totals?metric=pull&by=client&limit=100&format=csv`)).text()
    expect(csv).toContain("'=cmd|' /C calc'!A0")
    expect(csv).not.toMatch(/(?:^|,|")[=@]/m)
  })

  // For people to look at.
  it.skipIf(ALL_MUST_RUN)('have their picture taken', async () => {
    for (const width of [320, 1440]) {
      const { page } = await visit(pageOf(artifacts[0] ?? ''), { width })
      const path = `results/browser/hostile-${width}.png`
      expect((await page.screenshot({ path, fullPage: true })).readUInt32BE(16)).toBe(width)
    }
  })
})
