import { describe, expect, it } from 'vitest'
import { TimeSeries, type TimeSeriesProps } from '../../../src/site/chart/time-series.tsx'
import { findAll, render, rowsOf, textsOf } from './page.ts'
import { periodsOf } from './sample.ts'

function draw(more: Partial<TimeSeriesProps> = {}): string {
  const counts = [1234, 2345, 3456, 4567]
  return render(
    TimeSeries({
      id: 'chart',
      title: 'Pulls',
      unit: 'pulls',
      periods: periodsOf(4),
      counts,
      previous: null,
      marks: [],
      ...more,
    }),
  )
}

async function pathOf(html: string, kind: string): Promise<string> {
  return (await findAll(html, `path.${kind}`))[0]?.attributes['d'] ?? ''
}

describe('a time series', () => {
  it('has the numbers of the chart in its table, to the digit', async () => {
    const html = draw({ previous: [1, 2, 3, 4] })
    expect(await rowsOf(html)).toEqual([
      ['2026-01-01', '1234', '1'],
      ['2026-01-02', '2345', '2'],
      ['2026-01-03', '3456', '3'],
      ['2026-01-04', '4567', '4'],
    ])
    expect(await textsOf(html, 'td data')).toContain('1,234')
  })

  it('draws a point of every count from a baseline of zero', async () => {
    const html = draw({ counts: [0, 5000, 2500, 0] })
    expect(await pathOf(html, 'line-main')).toBe('M125,1000L375,0L625,500L875,1000')
    expect((await textsOf(html, '.value')).at(0)).toBe('0')
  })

  it('leads no line through a gap, and shades it', async () => {
    const periods = periodsOf(4)
    periods.splice(1, 1, ...periodsOf(1, 'missing'))
    const html = draw({ periods })
    expect((await pathOf(html, 'line-main')).match(/M/g)).toHaveLength(2)
    const [gap] = await findAll(html, '.band-missing rect[x]')
    expect(gap?.attributes).toMatchObject({ x: '25%', width: '25%' })
    expect((await rowsOf(html))[1]).toEqual(['2026-01-01', '–', 'no data'])
    expect((await textsOf(html, '.readouts text'))[1]).toBe('01-01: no data')
  })

  it('hatches what may still change, under the line only', async () => {
    const periods = [...periodsOf(3), ...periodsOf(1, 'provisional')]
    const html = draw({ periods })
    const [band] = await findAll(html, '.band-provisional rect')
    expect(band?.attributes).toMatchObject({ x: '75%', width: '25%', fill: 'url(#chart-hatch)' })
    expect(await findAll(html, '[clip-path="url(#chart-under)"] .band-provisional')).toHaveLength(1)
    expect((await rowsOf(html)).at(-1)?.at(-1)).toBe('provisional')
  })

  it('says what it shows', async () => {
    const [finding] = await textsOf(draw({ previous: [1000, 2000, 3000, 4000] }), 'desc')
    expect(finding?.replaceAll('\u00a0', ' ')).toBe(
      '11,602 pulls from 01-01 to 01-04, +16.0 % against the period before; most in 01-04 (4,567).',
    )
  })

  it('compares the same periods only: what was before a gap does not count as lost', async () => {
    const periods = [...periodsOf(3), ...periodsOf(1, 'missing')]
    const [finding] = await textsOf(draw({ periods, previous: [1234, 2345, 3456, 99_999] }), 'desc')
    expect(finding).toContain('0\u00a0% against the period before')
    expect(finding).toContain('There is no data for 1 of 4 periods.')
  })

  it('reads out a hundred periods, and leaves more to the table', async () => {
    const counts = (length: number) => Array.from({ length }, () => 1)
    expect(
      await findAll(draw({ periods: periodsOf(100), counts: counts(100) }), '.readouts > g'),
    ).toHaveLength(100)
    expect(
      await findAll(draw({ periods: periodsOf(101), counts: counts(101) }), '.readouts > g'),
    ).toHaveLength(0)
  })

  it('marks every release with a line, and names those there is room for, the newest first', async () => {
    const marks = ['v1.18.0', 'v1.18.1', 'v1.19.0'].map((label, index) => ({
      index: [0, 398, 399][index] ?? 0,
      label,
    }))
    const html = draw({ periods: periodsOf(400), counts: Array.from({ length: 400 }, () => 1), marks })
    expect(await findAll(html, '.mark > line')).toHaveLength(3)
    expect(await textsOf(html, '.mark-label:not(.hidden)')).toEqual(['v1.19.0', 'v1.18.0'])
    expect((await rowsOf(html)).at(-1)?.at(-1)).toBe('v1.19.0')
  })

  it('leaves out a mark of another time', async () => {
    expect(
      await findAll(
        draw({
          marks: [
            { index: 4, label: 'v2' },
            { index: -1, label: 'v0' },
          ],
        }),
        '.mark',
      ),
    ).toEqual([])
  })

  it('has whole numbers on its axis, each once', async () => {
    for (const greatest of [0, 1, 2, 3, 7, 1500, 1e9]) {
      const ticks = await textsOf(draw({ counts: [greatest, 0, 0, 0] }), '.value')
      expect(new Set(ticks).size).toBe(ticks.length)
      expect(ticks.length).toBeGreaterThanOrEqual(2)
      expect(ticks.join(' ')).not.toMatch(/^0\.\d/)
    }
  })

  it('labels at most eight periods, firsts of a month where there are enough', async () => {
    const labels = await textsOf(draw({ periods: periodsOf(400), counts: [] }), '.tick:not(.value)')
    expect(labels.length).toBeLessThanOrEqual(8)
    expect(labels.filter((label) => !label.endsWith('-01'))).toEqual([])
  })
})
