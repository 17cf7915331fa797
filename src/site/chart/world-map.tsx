// Where in the world: countries in five shades, those too small for a shape as dots.
import type { World } from '../map/world.ts'
import { Figure, type PanelProps, type Table } from './figure.tsx'
import { AreaSwatch, Legend } from './legend.tsx'
import { mapSteps, stepOf, stepText } from './map-step.ts'
import { exactCount, shareText } from './number.ts'

/** `code` is ISO 3166-1 alpha-2; anything else is listed in words. `href` filters the page. */
export type CountryCount = { code: string; label: string; count: number; share: number; href: string | null }

export type WorldMapProps = PanelProps & { counts: CountryCount[]; world: World }

/** Room for a dot at the edge. */
const EDGE = 4

export function WorldMap(props: WorldMapProps) {
  const { id, counts, world } = props
  const steps = mapSteps(counts.map(({ count }) => count))
  const shaded = counts.filter(({ count }) => count > 0).toSorted((a, b) => b.count - a.count)
  const named = new Set(shaded.map(({ code }) => code))
  const rest = Object.entries(world.shapes).flatMap(([code, path]) => (named.has(code) ? [] : [path]))
  return (
    <Figure {...props} {...noteOf(props)} table={tableOf(counts)}>
      <svg
        class="map"
        viewBox={`${-EDGE} ${-EDGE} ${world.width + 2 * EDGE} ${world.height + 2 * EDGE}`}
        role={counts.some(({ href }) => href !== null) ? 'group' : 'img'}
        aria-labelledby={`${id}-title ${id}-finding`}
      >
        <desc id={`${id}-finding`}>{findingOf(shaded)}</desc>
        <path class="land" d={rest.join('')} />
        {shaded
          .filter(({ code }) => Object.hasOwn(world.shapes, code))
          .map((country) => (
            <Country
              country={country}
              kind={`country m${stepOf(steps, country.count) ?? 0}`}
              path={world.shapes[country.code]}
            />
          ))}
        {shaded
          .filter(({ code }) => Object.hasOwn(world.dots, code))
          .map((country) => (
            <Country
              country={country}
              kind={`dot m${stepOf(steps, country.count) ?? 0}`}
              path={`M${world.dots[country.code] ?? ''}h0`}
            />
          ))}
      </svg>
      <Legend
        entries={steps.map((step) => ({
          text: stepText(step),
          swatch: <AreaSwatch kind={`country m${step.step}`} />,
        }))}
      />
    </Figure>
  )
}

type CountryProps = { country: CountryCount; kind: string; path: string | undefined }

/** The keyboard reaches the same links in the table, in an order that means something. */
function Country({ country: { label, count, share, href }, kind, path }: CountryProps) {
  const shape = (
    <path class={kind} d={path}>
      <title>{`${label}: ${exactCount(count)} (${shareText(share)})`}</title>
    </path>
  )
  return href === null ? (
    shape
  ) : (
    <a href={href} tabindex={-1} aria-label={label}>
      {shape}
    </a>
  )
}

/** What is counted but has no place on the map is said in words. */
function noteOf({ note, counts, world }: WorldMapProps): { note?: string } {
  const elsewhere = counts.filter(
    ({ code, count }) => count > 0 && !Object.hasOwn(world.shapes, code) && !Object.hasOwn(world.dots, code),
  )
  const list = elsewhere.map(({ label, share }) => `${label} ${shareText(share)}`).join(', ')
  const sentences = [
    ...(note === undefined ? [] : [note]),
    ...(list === '' ? [] : [`Not on the map: ${list}.`]),
  ]
  return sentences.length === 0 ? {} : { note: sentences.join(' ') }
}

function findingOf(shaded: CountryCount[]): string {
  const first = shaded.slice(0, 3).map(({ label, share }) => `${label} (${shareText(share)})`)
  return first.length === 0
    ? 'No country has been counted.'
    : `Countries: ${shaded.length}; most in ${first.join(', ')}.`
}

function tableOf(counts: CountryCount[]): Table {
  return {
    columns: [
      { title: 'Country', kind: 'text' },
      { title: 'Code', kind: 'text' },
      { title: 'Count', kind: 'count' },
      { title: 'Share', kind: 'share' },
    ],
    rows: counts.map(({ code, label, count, share, href }) => [
      href === null ? label : { text: label, href },
      code,
      count,
      share,
    ]),
  }
}
