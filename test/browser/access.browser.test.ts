// Everybody can use the pages: by eye, by ear, by keyboard, on any screen, on paper, without JavaScript.
import type { Page } from 'playwright-core'
import { describe, expect, inject, it } from 'vitest'
import * as z from 'zod'
import { judge, judgeColours, unfold } from './axe.ts'
import { ALL_MUST_RUN } from '../clients/driver.ts'
import { isPossible } from './chromium.ts'
import { readPanels } from './reading.ts'
import { type Look, resize, visitor } from './visitor.ts'

const ARTIFACT = '/artifact/cert-manager-controller'

const PAGES = {
  overview: '/',
  artifact: ARTIFACT,
  year: `${ARTIFACT}?range=12m`,
  chart: '/artifact/charts/cert-manager',
  narrowed: `${ARTIFACT}?where.version=v1.19.3&where.country=DE`,
  days: `${ARTIFACT}?from=2026-01-01&class=runtime`,
  refused: `${ARTIFACT}?where.country=DE&where.client=docker`,
  unanswerable: '/?range=fortnight',
  unknown: '/artifact/nothing-of-this-name',
  hosts: '/hosts',
}

const WIDTHS = [320, 1440]
const SCHEMES = ['light', 'dark'] as const
const LOOKS = WIDTHS.flatMap((width) => SCHEMES.map((scheme) => ({ width, scheme })))

describe.runIf(isPossible())('the pages', () => {
  const visit = visitor()
  const demo = inject('demo')

  it.each(Object.entries(PAGES))('give axe nothing to find: %s', async (_name, path) => {
    const { page } = await visit(demo + path, { javaScript: true })
    for (const width of WIDTHS) {
      await resize(page, width)
      await page.emulateMedia({ colorScheme: 'light' })
      const { wrong, passed } = await judge(page)
      expect(wrong, `${width} px`).toEqual([])
      expect(passed).toBeGreaterThan(10)
      await page.emulateMedia({ colorScheme: 'dark' })
      const dark = await judgeColours(page)
      expect(dark.wrong, `${width} px`).toEqual([])
      expect(dark.passed).toBeGreaterThan(0)
    }
  })

  it.each(Object.entries(PAGES))('have no script and break no rule of their own: %s', async (_name, path) => {
    const { page, answer, complaints } = await visit(demo + path)
    expect(await page.locator('script, iframe, object, embed, base, [style]').count()).toBe(0)
    const attributes: unknown = await page.evaluate(
      `[...document.querySelectorAll('*')].flatMap((one) => one.getAttributeNames())
        .filter((name) => name.startsWith('on'))`,
    )
    expect(attributes).toEqual([])
    expect(answer.headers()['content-security-policy']).toContain("default-src 'none'")
    expect(complaints).toEqual([])
  })

  it.each(Object.entries(PAGES))('fit the screen: %s', async (_name, path) => {
    const { page } = await visit(demo + path)
    const expectFitting = async (what: string) => {
      for (const width of [320, 768, 1440]) {
        await resize(page, width)
        const all = await page.evaluate('document.documentElement.scrollWidth')
        expect(all, `${what}, ${width} px`).toBe(width)
      }
    }
    await expectFitting('as it comes')
    await unfold(page)
    await expectFitting('unfolded')
    await page.emulateMedia({ colorScheme: 'dark' })
    await expectFitting('dark')
  })

  it.each(LOOKS)('are dark where that is wanted: $width px, $scheme', async ({ width, scheme }) => {
    const { page } = await visit(demo + ARTIFACT, { width, scheme })
    const paper = z.string().parse(await page.evaluate('getComputedStyle(document.body).backgroundColor'))
    const [red = 0] = /\d+/.exec(paper)?.map(Number) ?? []
    expect(red > 128 ? 'light' : 'dark').toBe(scheme)
  })

  it('open every table without JavaScript', async () => {
    const { page } = await visit(demo + ARTIFACT)
    const tables = await page.locator('figure.panel details').count()
    expect(tables).toBe((await readPanels(page)).filter(({ rows }) => rows.length > 0).length)
    for (const details of await page.locator('figure.panel details').all()) {
      expect(await details.locator('table').isVisible()).toBe(false)
      await details.locator('summary').click()
      expect(await details.locator('table').isVisible()).toBe(true)
    }
  })
})

const stopSchema = z.object({ label: z.string(), href: z.string(), outline: z.string(), width: z.number() })
type Stop = z.infer<typeof stopSchema>

/** Every place at which the Tab key stops, in order, until it is back at the beginning. */
async function tabThrough(page: Page): Promise<Stop[]> {
  const stops: Stop[] = []
  for (;;) {
    await page.keyboard.press('Tab')
    const stop: unknown = await page.evaluate(`(() => {
      const at = document.activeElement
      if (at === null || at === document.body) return null
      const style = getComputedStyle(at)
      return { label: at.textContent.trim().slice(0, 60), href: at.href ?? '', outline: style.outlineStyle,
        width: parseFloat(style.outlineWidth) }
    })()`)
    const parsed = stopSchema.nullable().parse(stop)
    if (parsed === null || stops.length > 1000) return stops
    stops.push(parsed)
  }
}

describe.runIf(isPossible())('the keyboard', () => {
  const visit = visitor()
  const demo = inject('demo')

  it('reaches every filter, and shows where it is', async () => {
    const { page } = await visit(`${demo}${ARTIFACT}?class=runtime`)
    const stops = await tabThrough(page)
    const filters: unknown = await page.evaluate(
      `[...document.querySelectorAll('.bars a, .chips a, .choices a, .tile a')].map((link) => link.href)`,
    )
    const links = z.array(z.string()).parse(filters)
    expect(links.length).toBeGreaterThan(50)
    const reached = new Set(stops.map(({ href }) => href))
    expect(links.filter((href) => !reached.has(href))).toEqual([])
    expect(stops.filter(({ outline, width }) => outline === 'none' || width < 1.5)).toEqual([])
  })

  it('skips to the numbers first, and follows a filter with Enter', async () => {
    const { page } = await visit(demo + ARTIFACT)
    await page.keyboard.press('Tab')
    expect(await page.locator(':focus').textContent()).toContain('Skip to the numbers')
    expect(await page.locator(':focus').isVisible()).toBe(true)
    await Promise.all([page.waitForURL(({ hash }) => hash === '#main'), page.keyboard.press('Enter')])
    await page.locator('#by-country .bars a').first().focus()
    await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')])
    expect(new URL(page.url()).search).toBe('?where.country=US')
  })
})

describe.runIf(isPossible())('paper', () => {
  const visit = visitor()
  const demo = inject('demo')

  it.each(SCHEMES)('gets the charts and none of the controls, black on white: %s', async (scheme) => {
    const { page } = await visit(demo + ARTIFACT, { scheme })
    await page.emulateMedia({ media: 'print' })
    for (const hidden of ['.controls', '.figure-links', '.head nav'])
      expect(await page.locator(hidden).first().isVisible(), hidden).toBe(false)
    for (const shown of ['h1', '#trend svg.plot', '#by-country .bars', '#counting'])
      expect(await page.locator(shown).first().isVisible(), shown).toBe(true)
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)')
    expect(await page.evaluate('getComputedStyle(document.querySelector("h1")).color')).toBe(
      'rgb(27, 31, 36)',
    )
    const pdf = await page.pdf({ format: 'A4' })
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
    expect(pdf.length).toBeGreaterThan(20_000)
  })
})

// For people to look at: where nobody does, they would only take time.
describe.runIf(isPossible() && !ALL_MUST_RUN)('pictures', () => {
  const visit = visitor()
  const demo = inject('demo')
  const looks: Look[] = [320, 768, 1440].flatMap((width) => SCHEMES.map((scheme) => ({ width, scheme })))

  it.each(looks)('are taken of $width px, $scheme, into results/browser/', async (look) => {
    for (const name of ['overview', 'artifact', 'year', 'narrowed', 'refused', 'hosts'] as const) {
      const { page } = await visit(demo + PAGES[name], look)
      const path = `results/browser/${name}-${look.width ?? 0}-${look.scheme ?? ''}.png`
      const picture = await page.screenshot({ path, fullPage: true })
      expect(picture.readUInt32BE(16)).toBe(look.width)
    }
  })
})
