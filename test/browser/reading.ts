// What stands on a page, as plain values.
import type { Page } from 'playwright-core'
import * as z from 'zod'

const cellSchema = z.object({ text: z.string(), value: z.number().nullable() })
export type Cell = z.infer<typeof cellSchema>

const panelSchema = z.object({
  id: z.string(),
  /** The address of the same numbers in the API; null for a panel without. */
  json: z.string().nullable(),
  csv: z.string().nullable(),
  /** Said instead of a chart. */
  nothing: z.string().nullable(),
  columns: z.array(z.string()),
  rows: z.array(z.array(cellSchema)),
  /** Numbers that the chart itself writes, as its table has them. */
  bars: z.array(z.number()),
})
export type Panel = z.infer<typeof panelSchema>

/** Of an element with a `<data>` in it, its value. */
const READ = `
  const textOf = (element) => element.textContent.trim()
  const valueOf = (element) => {
    const data = element.matches('data') ? element : element.querySelector('data')
    return data === null ? null : Number(data.value)
  }
  const cellOf = (element) => ({ text: textOf(element), value: valueOf(element) })
  const hrefOf = (panel, name) =>
    [...panel.querySelectorAll('.figure-links a')].find((a) => textOf(a).startsWith(name))?.href ?? null
`

/** Every panel that has a chart. */
export async function readPanels(page: Page): Promise<Panel[]> {
  const panels: unknown = await page.evaluate(`(() => {${READ}
    return [...document.querySelectorAll('figure.panel')].map((panel) => ({
      id: panel.id,
      json: hrefOf(panel, 'JSON'),
      csv: hrefOf(panel, 'CSV'),
      nothing: panel.querySelector('.nothing')?.textContent ?? null,
      columns: [...panel.querySelectorAll('table.data thead th')].map(textOf),
      rows: [...panel.querySelectorAll('table.data tbody tr')].map((row) => [...row.cells].map(cellOf)),
      bars: [...panel.querySelectorAll('.bar-count, .stage-head data')].map(valueOf),
    }))
  })()`)
  return z.array(panelSchema).parse(panels)
}

export async function readPanel(page: Page, id: string): Promise<Panel> {
  const panel = (await readPanels(page)).find((one) => one.id === id)
  if (panel === undefined) throw new Error(`there is no panel ${id}`)
  return panel
}

const tileSchema = z.object({ title: z.string(), value: z.number() })

/** Titles and exact numbers. */
export async function readTiles(page: Page): Promise<Map<string, number>> {
  const tiles: unknown = await page.evaluate(`(() => {${READ}
    return [...document.querySelectorAll('.tile')].map((tile) =>
      ({ title: textOf(tile.querySelector('.tile-title')), value: valueOf(tile.querySelector('.tile-count')) }))
  })()`)
  return new Map(
    z
      .array(tileSchema)
      .parse(tiles)
      .map(({ title, value }) => [title, value]),
  )
}

/** The sum of a column of numbers. */
export function sumOf({ columns, rows }: Panel, column: string): number {
  const place = columns.indexOf(column)
  if (place === -1) throw new Error(`there is no column ${column} in ${columns.join(', ')}`)
  return rows.reduce((sum, row) => sum + (row[place]?.value ?? 0), 0)
}

/** The filters in force, as they are written. */
export async function readChips(page: Page): Promise<string[]> {
  const chips: unknown = await page.evaluate(
    `[...document.querySelectorAll('.chips a:not(.clear)')].map((chip) => chip.firstChild.textContent)`,
  )
  return z.array(z.string()).parse(chips)
}
