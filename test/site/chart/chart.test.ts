import { describe, expect, it } from 'vitest'
import { AlignedCurves } from '../../../src/site/chart/aligned-curves.tsx'
import { BarList } from '../../../src/site/chart/bar-list.tsx'
import { Funnel } from '../../../src/site/chart/funnel.tsx'
import { mapSteps, stepOf, stepText } from '../../../src/site/chart/map-step.ts'
import { StackedShare } from '../../../src/site/chart/stacked-share.tsx'
import { Tile } from '../../../src/site/chart/tile.tsx'
import { WorldMap } from '../../../src/site/chart/world-map.tsx'
import { findAll, render, rowsOf, textsOf } from './page.ts'
import { WORLD, countryOf, periodsOf, rowOf } from './sample.ts'

const panel = { id: 'chart', title: 'Pulls' }

describe('stacked shares', () => {
  const series = [
    { name: '(other)', counts: [10, 0] },
    { name: 'v1.19', counts: [10, 75] },
    { name: 'v1.18', counts: [20, 25] },
  ]
  const html = render(StackedShare({ ...panel, periods: periodsOf(2), series }))

  it('draw what is left over last and grey, wherever it came', async () => {
    expect(await textsOf(html, '.legend-text')).toEqual(['v1.19', 'v1.18', '(other)'])
    const layers = await findAll(html, 'path.layer')
    expect(layers.map(({ attributes }) => attributes['class'])).toEqual(['layer k0', 'layer k2', 'layer k1'])
  })

  it('lie on each other up to the whole, from edge to edge', async () => {
    const paths = (await findAll(html, 'path.layer')).map(({ attributes }) => attributes['d'])
    expect(paths).toEqual([
      'M0,1000V0L250,0L750,0H1000V1000Z',
      'M0,1000V250L250,250L750,0H1000V1000Z',
      'M0,1000V750L250,750L750,250H1000V1000Z',
    ])
  })

  it('have counts in the table, and the last shares in the legend', async () => {
    expect(await rowsOf(html)).toEqual([
      ['2026-01-01', '10', '10', '20'],
      ['2026-01-02', '0', '75', '25'],
    ])
    expect((await textsOf(html, '.legend-value'))[0]).toBe('75.0\u00a0%')
  })

  it('are no area where nothing was counted', async () => {
    const gap = [{ name: 'v1', counts: [1, 0, 1] }]
    const [layer] = await findAll(
      render(StackedShare({ ...panel, periods: periodsOf(3), series: gap })),
      'path.layer',
    )
    expect(layer?.attributes['d']?.match(/M/g)).toHaveLength(2)
  })
})

describe('aligned curves', () => {
  const curves = [
    { name: 'v1.19', shares: [0, 0.25, null] },
    { name: 'v1.18', shares: [0, null, 0.5] },
  ]
  const html = render(AlignedCurves({ ...panel, unit: 'days since release', curves }))

  it('end where the data ends and break where there is none', async () => {
    const paths = (await findAll(html, 'path.curve')).map(({ attributes }) => attributes['d'])
    expect(paths).toEqual(['M0,1000ZM1000,0Z', 'M0,1000L500,500'])
  })

  it('draw the newest strongest and give every other its own dashes', async () => {
    const kinds = (await findAll(html, 'path.curve')).map(({ attributes }) => attributes['class'])
    expect(kinds).toEqual(['line curve curve1', 'line curve curve0'])
  })

  it('have a row for every seventh day', async () => {
    expect(await rowsOf(html)).toEqual([['0', '0', '0']])
    const weeks = render(
      AlignedCurves({
        ...panel,
        unit: 'days',
        curves: [{ name: '1.19', shares: [0, 1, 1, 1, 1, 1, 1, 0.5] }],
      }),
    )
    expect(await rowsOf(weeks)).toEqual([
      ['0', '0'],
      ['7', '0.5'],
    ])
  })
})

describe('a bar list', () => {
  const rows = [
    rowOf('Germany', 80, { value: 'DE', href: '?country=DE', change: 40 }),
    rowOf('France', 20, { value: 'FR', href: '?', active: true, change: 0 }),
  ]
  const html = render(
    BarList({ ...panel, unit: 'pulls', rows, more: { href: '?all=1', text: 'All countries' } }),
  )

  it('filters by links, and marks the filter that is on', async () => {
    const links = await findAll(html, '.bars a')
    expect(links.map(({ attributes }) => [attributes['href'], attributes['aria-current']])).toEqual([
      ['?country=DE', undefined],
      ['?', 'true'],
    ])
    expect(links[1]?.text).toBe('Remove the filter France')
  })

  it('has bars as long as their share of the greatest', async () => {
    const bars = await findAll(html, '.bar-fill')
    expect(bars.map(({ attributes }) => attributes['width'])).toEqual(['100%', '25%'])
  })

  it('has what the API calls it in the table, and what was before', async () => {
    expect(await rowsOf(html)).toEqual([
      ['Germany', 'DE', '80', '0.8', '40'],
      ['France', 'FR', '20', '0.2', '0'],
    ])
    expect(await textsOf(html, '.bar-change')).toEqual(['+100.0\u00a0%', 'new'])
  })
})

describe('the map', () => {
  const counts = [
    countryOf('US', 1000, { href: '?country=US' }),
    countryOf('SG', 10),
    countryOf('XX', 5, { label: 'unknown', share: 0.005 }),
    countryOf('toString', 5, { label: 'odd', share: 0.005 }),
    countryOf('DE', 0),
  ]
  const html = render(WorldMap({ ...panel, note: 'By address.', counts, world: WORLD }))

  it('shades countries and draws the smallest as dots', async () => {
    expect(await textsOf(html, '.country > title')).toEqual(['US: 1,000 (100\u00a0%)'])
    expect(await textsOf(html, '.dot > title')).toEqual(['SG: 10 (10.0\u00a0%)'])
  })

  it('says in words what has no place on it', async () => {
    expect(await textsOf(html, '.note')).toEqual([
      'By address. Not on the map: unknown 0.5\u00a0%, odd 0.5\u00a0%.',
    ])
  })

  it('filters by a click, and by the keyboard in the table', async () => {
    const [onMap] = await findAll(html, '.map a')
    expect(onMap?.attributes).toMatchObject({ href: '?country=US', tabindex: '-1', 'aria-label': 'US' })
    expect((await findAll(html, 'table a')).map(({ attributes }) => attributes['href'])).toEqual([
      '?country=US',
    ])
  })

  it.each([
    [1, ['1']],
    [4, ['1', '2+']],
    [1_234_567, ['1+', '20+', '500+', '5K+', '100K+']],
  ])('has round steps up to %d, the most always darkest', (greatest, texts) => {
    const steps = mapSteps([1, greatest])
    expect(steps.map(stepText)).toEqual(texts)
    expect(stepOf(steps, greatest)).toBe(5)
    expect(steps.map(({ from, to }) => to - from >= 0)).not.toContain(false)
  })
})

describe('a funnel', () => {
  it('says which part went on, and nothing where more came out than went in', async () => {
    const shares = [null, 2, 0.25]
    const stages = [10, 20, 5].map((count, index) => ({
      name: `stage ${index}`,
      note: 'what',
      count,
      share: shares[index] ?? null,
    }))
    const html = render(Funnel({ ...panel, stages }))
    expect(await rowsOf(html)).toEqual([
      ['stage 0', '10', '–', 'what'],
      ['stage 1', '20', '–', 'what'],
      ['stage 2', '5', '0.25', 'what'],
    ])
    expect((await textsOf(html, '.stage-ratio')).at(-1)).toBe('25.0\u00a0% of stage 1')
  })
})

describe('a tile', () => {
  it('shows the short number and carries the exact one', async () => {
    const change = { text: '+3.4 %', direction: 'up' as const }
    const html = render(
      Tile({ title: 'Pulls', count: '1.2M', exact: '1,234,567', change, spark: [1, 2], href: '/x' }),
    )
    const [number] = await findAll(html, 'data')
    expect(number).toMatchObject({ text: '1.2M', attributes: { value: '1234567', title: '1,234,567' } })
    expect(await findAll(html, 'svg[role=img][aria-label="Pulls over time"]')).toHaveLength(1)
  })
})
