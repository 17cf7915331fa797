import { describe, expect, it } from 'vitest'
import { FIGURES, HOSTILE, SMALL } from './sample.ts'
import { findAll, rowsOf, textsOf } from './page.ts'

const given = (wanted: string) => FIGURES.filter((figure) => figure.given === wanted)
const something = FIGURES.filter((figure) => figure.given !== 'nothing')

async function idsOf(html: string): Promise<string[]> {
  return (await findAll(html, '[id]')).map(({ attributes }) => attributes['id'] ?? '')
}

describe('every chart', () => {
  it.each(FIGURES)('keeps the rules of the page: $chart of $given', async ({ html }) => {
    const attributes = (await findAll(html, '*')).flatMap((element) => Object.keys(element.attributes))
    expect(attributes.filter((name) => name === 'style' || name.startsWith('on'))).toEqual([])
    expect(await findAll(html, 'script, style, img, foreignObject')).toEqual([])
  })

  it.each(FIGURES)('writes nothing that is no number: $chart of $given', ({ html }) => {
    expect(html).not.toMatch(/NaN|Infinity|undefined|\[object|null/)
  })

  it.each(FIGURES)('has ids of its own and refers to nothing else: $chart of $given', async ({ html }) => {
    const ids = await idsOf(html)
    expect(ids.filter((id) => id !== 'chart' && !id.startsWith('chart-'))).toEqual([])
    expect(new Set(ids).size).toBe(ids.length)
    const named = (await findAll(html, '[aria-labelledby]')).flatMap(
      ({ attributes }) => attributes['aria-labelledby']?.split(' ') ?? [],
    )
    const painted = [...html.matchAll(/url\(#([^)]+)\)/g)].map(([, id]) => id)
    expect([...named, ...painted].filter((id) => !ids.includes(id ?? ''))).toEqual([])
  })

  it.each(given('nothing'))(
    'says that there is nothing, instead of an empty picture: $chart',
    async ({ html }) => {
      expect(await textsOf(html, '.nothing')).toEqual(['Nothing has been counted here yet.'])
      expect(await findAll(html, 'svg, table')).toEqual([])
    },
  )

  it.each(something)('is a figure with a heading and a table: $chart of $given', async ({ html }) => {
    expect(await findAll(html, 'figure > figcaption > h2')).toHaveLength(1)
    expect(await findAll(html, 'figure details table caption')).toHaveLength(1)
    expect((await rowsOf(html)).length).toBeGreaterThan(0)
  })

  it.each(given('hostile names'))('shows hostile names as they are: $chart', async ({ html }) => {
    expect((await textsOf(html, 'h2')).join('')).toBe(HOSTILE)
    expect(html).not.toContain('<script')
    expect(html).not.toContain('<img')
    expect((await rowsOf(html)).flat().join(' ')).toContain(chartNamesRows(html) ? HOSTILE : '')
  })

  it('is harmless where it is small', async () => {
    for (const html of SMALL) {
      expect(html).not.toMatch(/NaN|Infinity|undefined|null| style=/)
      expect(await findAll(html, 'script, img, [onerror]')).toEqual([])
    }
  })
})

/** A time series has names in its columns only. */
function chartNamesRows(html: string): boolean {
  return /class="(bars|funnel|map)"/.test(html)
}
