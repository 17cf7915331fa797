// Somebody who looks at the pages: with a screen so wide, light or dark, mostly without JavaScript.
import type { Browser, BrowserContextOptions, Locator, Page, Response } from 'playwright-core'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { launch } from './chromium.ts'

export type Look = {
  width?: number
  scheme?: 'light' | 'dark'
  /** Nothing of ours needs it: off unless a tool of the test does. */
  javaScript?: boolean
}

export type Visit = {
  page: Page
  /** The answer that the page was made of. */
  answer: Response
  /** What the browser complained of: refused content, failed scripts. Not of what is missing. */
  complaints: string[]
}

export type Visitor = (url: string, look?: Look) => Promise<Visit>

const HEIGHT = 900

/** For a describe block: one browser, and whatever it opens is closed after each test. */
export function visitor(): Visitor {
  let browser: Browser | null = null
  beforeAll(async () => {
    browser = await launch()
  })
  afterEach(() => Promise.all(browser?.contexts().map((context) => context.close()) ?? []))
  afterAll(() => browser?.close())
  return async (url, look = {}) => {
    if (browser === null) throw new Error('there is no browser')
    const context = await browser.newContext(contextOf(look))
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('dialog', (dialog) => {
      complaints.push(`a dialog: ${dialog.message()}`)
      void dialog.dismiss()
    })
    page.on('console', (message) => {
      const isMissing = message.text().startsWith('Failed to load resource')
      if (message.type() === 'error' && !isMissing) complaints.push(message.text())
    })
    const answer = await page.goto(url)
    if (answer === null) throw new Error(`${url} did not answer`)
    return { page, answer, complaints }
  }
}

/** No script of ours hears of it: a page is laid out by its width alone, whether it came so wide or became it. */
export function resize(page: Page, width: number): Promise<void> {
  return page.setViewportSize({ width, height: HEIGHT })
}

/** Clicks, and waits for the page it leads to. */
export async function follow(link: Locator): Promise<void> {
  await Promise.all([link.page().waitForEvent('load'), link.click()])
}

function contextOf({ width = 1440, scheme = 'light', javaScript = false }: Look): BrowserContextOptions {
  return {
    viewport: { width, height: HEIGHT },
    colorScheme: scheme,
    javaScriptEnabled: javaScript,
    // What is put into a page for the test is no script of ours.
    bypassCSP: javaScript,
    reducedMotion: 'reduce',
  }
}
