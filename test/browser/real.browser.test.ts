// From an empty ledger to the first pulls: what somebody sees who has just set it up.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Description } from '../registry/content/description.ts'
import { NAMESPACE, startStandIn } from '../clients/stand-in.ts'
import { type Product, startProduct } from '../clients/product.ts'
import { createWorkspace } from '../clients/workspace.ts'
import { judge } from './axe.ts'
import { askApi } from './api.ts'
import { isPossible } from './chromium.ts'
import { expectedRows, shownRows } from './expected.ts'
import { readPanel, readPanels, readTiles } from './reading.ts'
import { visitor } from './visitor.ts'

const SHOWN_MS_MAX = 15_000
const ARTIFACT = 'cert-manager-controller'
const TAG = 'v1.19.0'
const INDEX = 'application/vnd.oci.image.index.v1+json'
const IMAGE = 'application/vnd.oci.image.manifest.v1+json'

const PULLS = [
  ...Array.from({ length: 3 }, () => ({ agent: 'containerd/v2.0.0', platform: 'linux/amd64' })),
  ...Array.from({ length: 2 }, () => ({ agent: 'containerd/v1.7.24', platform: 'linux/arm64' })),
  { agent: 'cri-o/1.33.1', platform: 'linux/arm64' },
  // It is nobody that is known, and what it says of itself is no name.
  { agent: '<script>alert(1)</script>/1.0 "><img src=x onerror=alert(1)>', platform: 'linux/amd64' },
]

describe.runIf(isPossible())('a new installation', () => {
  const visit = visitor()
  let workspace: Awaited<ReturnType<typeof createWorkspace>> | null = null
  let product: Product
  let content: Description
  let host: string

  beforeAll(async () => {
    workspace = await createWorkspace()
    const registry = await startStandIn(await workspace.folder('registry'), {})
    workspace.later(registry.stop)
    content = await registry.content()
    const upstreams = [`${registry.url}/${NAMESPACE}`]
    product = await startProduct(await workspace.folder('product'), { upstreams })
    workspace.later(product.stop)
    host = `http://localhost:${product.port}`
  })
  afterAll(() => workspace?.cleanUp())

  it.each([
    { width: 320, scheme: 'light' },
    { width: 1440, scheme: 'dark' },
  ] as const)('greets with what to do, at $width px', async ({ width, scheme }) => {
    const { page, complaints } = await visit(host, { width, scheme, javaScript: true })
    await page.screenshot({ path: `results/browser/empty-${width}-${scheme}.png`, fullPage: true })
    expect(await page.locator('#welcome').textContent()).toContain(`docker pull localhost:${product.port}/`)
    expect(await page.locator('figure, .tile, .demo').count()).toBe(0)
    expect(await page.locator('.head').textContent()).toContain('Nothing has been counted yet.')
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width)
    expect((await judge(page)).wrong).toEqual([])
    expect(complaints).toEqual([])
  })

  it('answers for every range before anything is counted', async () => {
    for (const search of ['range=all', 'range=12m', 'metric=error', 'where.country=DE&where.client=docker']) {
      const { answer } = await visit(`${host}/?${search}`)
      expect(answer.status(), search).toBe(200)
    }
  })

  it('shows each pull within 15 s, as what it was', async () => {
    for (const pull of PULLS) await pullAs(host, content, pull)
    await vi.waitFor(
      async () => {
        const { page } = await visit(`${host}/artifact/${ARTIFACT}`)
        expect((await readTiles(page)).get('Pulls')).toBe(PULLS.length)
        expect((await readTiles(page)).get('Downloads')).toBe(PULLS.length)
      },
      { timeout: SHOWN_MS_MAX, interval: 500 },
    )
    const { page } = await visit(`${host}/artifact/${ARTIFACT}`)
    const countsOf = async (id: string) =>
      (await readPanel(page, id)).rows.map((row) => [
        row[0]?.text,
        row.find(({ value }) => value !== null)?.value,
      ])
    expect((await readTiles(page)).get('Checks')).toBe(PULLS.length)
    expect(await countsOf('by-version')).toEqual([[TAG, 7]])
    expect(await countsOf('by-platform')).toEqual([
      ['linux/amd64', 4],
      ['linux/arm64', 3],
    ])
    expect(await countsOf('by-client')).toEqual([
      ['containerd', 5],
      ['Unknown', 1],
      ['cri-o', 1],
    ])
    expect(await countsOf('by-class')).toEqual([
      ['Container runtimes', 6],
      ['Unknown clients', 1],
    ])
    expect(await countsOf('runtimes')).toEqual([
      ['containerd 2.0', 3],
      ['containerd 1.7', 2],
      ['cri-o 1.33', 1],
    ])
    expect(await countsOf('funnel')).toEqual([
      ['Checks', 7],
      ['Pulls', 7],
      ['Downloads', 7],
    ])
  })

  it.each(['/', `/artifact/${ARTIFACT}`, '/?range=all', `/artifact/${ARTIFACT}?class=runtime`])(
    'says on %s what the API says',
    async (path) => {
      const { page, complaints } = await visit(host + path)
      const panels = (await readPanels(page)).filter(({ rows }) => rows.length > 0)
      expect(panels.length).toBeGreaterThan(8)
      for (const panel of panels) {
        const wanted = expectedRows(panel, await askApi(panel.json ?? ''))
        expect(shownRows(panel).slice(-1), panel.id).toEqual(wanted.slice(-1))
        if (panel.id !== 'trend' && panel.id !== 'adoption')
          expect(shownRows(panel), panel.id).toEqual(wanted)
      }
      expect(complaints).toEqual([])
    },
  )

  it.each([
    { width: 320, scheme: 'dark' },
    { width: 1440, scheme: 'light' },
  ] as const)('looks well with a few pulls, at $width px', async ({ width, scheme }) => {
    const { page } = await visit(`${host}/artifact/${ARTIFACT}`, { width, scheme, javaScript: true })
    await page.screenshot({ path: `results/browser/few-${width}-${scheme}.png`, fullPage: true })
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width)
    expect((await judge(page)).wrong).toEqual([])
  })
})

/** As every runtime does: the tag, the image for the platform, its last layer. */
async function pullAs(
  host: string,
  { images }: Description,
  { agent, platform }: (typeof PULLS)[number],
): Promise<void> {
  const image = images.find(
    (one) => one.repository.endsWith(ARTIFACT) && one.tag === TAG && one.platform === platform,
  )
  if (image === undefined) throw new Error(`there is no ${TAG} for ${platform}`)
  const headers = { 'User-Agent': agent, Accept: `${INDEX}, ${IMAGE}` }
  const ask = async (path: string, status: number) => {
    const answer = await fetch(`${host}/v2/${ARTIFACT}/${path}`, { headers, redirect: 'manual' })
    await answer.arrayBuffer()
    expect(answer.status).toBe(status)
  }
  await ask(`manifests/${TAG}`, 200)
  await ask(`manifests/${image.manifest}`, 200)
  await ask(`blobs/${image.layers.at(-1) ?? ''}`, 307)
}
