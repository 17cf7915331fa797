// Draws what the growth benches measured: `npm run -s bench -- growth | node test/bench/growth-chart.ts > docs/growth.svg`.
import { text } from 'node:stream/consumers'
import { z } from 'zod'

const figureSchema = z.object({ name: z.string(), value: z.number(), unit: z.string() })
const NAME = /^growth_(?<of>[a-z]+)_(?<what>\w+)_at_(?<at>\d+)$/

const TITLES: Record<string, string> = {
  events: 'Events of a day',
  artifacts: 'Artifacts',
  history: 'Days of history',
}
const COLOURS = ['#0b5cad', '#914100', '#1a7f37', '#7b2d8e', '#5f5f00']
const PANEL = { width: 450, height: 304, left: 42, top: 34, plot: 150 }

type Line = { what: string; unit: string; points: { at: number; value: number }[] }

function linesOf(of: string, figures: z.output<typeof figureSchema>[]): Line[] {
  const lines = new Map<string, Line>()
  for (const { name, value, unit } of figures) {
    const groups = NAME.exec(name)?.groups
    if (groups?.['of'] !== of) continue
    const what = (groups['what'] ?? '').replaceAll('_', ' ')
    const line = lines.get(what) ?? { what, unit, points: [] }
    line.points.push({ at: Number(groups['at']), value })
    lines.set(what, line)
  }
  return [...lines.values()]
}

/** Both axes are multiples of the first point, by powers of ten. */
function panel(lines: Line[], title: string, place: number): string {
  const [first] = lines
  const start = first?.points[0]?.at ?? 1
  const decades = Math.log10((first?.points.at(-1)?.at ?? 10) / start)
  const step = PANEL.plot / decades
  const x = (multiple: number) => PANEL.left + Math.log10(multiple) * step
  const y = (multiple: number) => PANEL.top + PANEL.plot - Math.log10(Math.max(multiple, 0.5)) * step
  const grid = Array.from({ length: decades + 1 }, (_, power) => {
    const [at, multiple] = [10 ** power, `×${10 ** power}`]
    return `<path d="M${x(1)} ${y(at)}H${x(10 ** decades)}" stroke="#dde1e6"/>
<text x="${PANEL.left - 6}" y="${y(at) + 4}" text-anchor="end">${multiple}</text>
<text x="${x(at)}" y="${PANEL.top + PANEL.plot + 16}" text-anchor="middle">${(start * at).toLocaleString('en')}</text>`
  })
  const inProportion = `<path d="M${x(1)} ${y(1)}L${x(10 ** decades)} ${y(10 ** decades)}" stroke="#8b939c" stroke-dasharray="3 4"/>`
  return `<g transform="translate(${place * PANEL.width} 0)"><text x="${PANEL.left}" y="18" font-weight="600">${title}</text>
${grid.join('\n')}\n${inProportion}\n${lines.map((line, number) => curve(line, number, x, y)).join('\n')}</g>`
}

function curve(
  { what, unit, points }: Line,
  number: number,
  ...[x, y]: ((multiple: number) => number)[]
): string {
  const [first] = points
  if (first === undefined || x === undefined || y === undefined) return ''
  const places = points.map(({ at, value }) => `${x(at / first.at)} ${y(value / first.value)}`)
  const said = points.map(({ value }) => Number(value.toPrecision(3)).toLocaleString('en')).join(' → ')
  const colour = COLOURS[number] ?? '#000'
  return `<path d="M${places.join('L')}" fill="none" stroke="${colour}" stroke-width="2.5"/>
<text x="${PANEL.left}" y="${PANEL.top + PANEL.plot + 40 + number * 18}" fill="${colour}">${what}: ${said} ${unit}</text>`
}

const figures = (await text(process.stdin))
  .split('\n')
  .filter((line) => line.startsWith('{'))
  .map((line) => figureSchema.parse(JSON.parse(line)))
const panels = Object.entries(TITLES).map(([of, title], place) => panel(linesOf(of, figures), title, place))
process.stdout
  .write(`<svg xmlns="http://www.w3.org/2000/svg" width="${PANEL.width * 3}" height="${PANEL.height}" viewBox="0 0 ${PANEL.width * 3} ${PANEL.height}" font-family="system-ui, sans-serif" font-size="12" fill="#1b1f24" role="img">
<title>What grows with ten times the events, artifacts and days, and what does not</title>
<rect width="100%" height="100%" fill="#ffffff"/>
${panels.join('\n')}
</svg>
`)
