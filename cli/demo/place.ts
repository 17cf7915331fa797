// Where the made-up pulls come from: countries with their continents, and whose data centres.
import type { ClientClass } from '../../src/analytics/event.ts'
import type { Share } from './share.ts'

export type Country = { country: string; continent: string }

const COUNTRIES: Record<string, [country: string, weight: number][]> = {
  NA: [
    ['US', 27],
    ['CA', 3.1],
    ['MX', 0.8],
  ],
  EU: [
    ['DE', 12.4],
    ['GB', 5.6],
    ['FR', 5.4],
    ['NL', 5],
    ['IE', 3],
    ['PL', 2.1],
    ['ES', 1.8],
    ['SE', 1.7],
    ['IT', 1.6],
    ['CH', 1.5],
    ['FI', 1.4],
    ['CZ', 1],
    ['AT', 0.9],
    ['UA', 0.7],
  ],
  AS: [
    ['IN', 6.1],
    ['CN', 4.8],
    ['JP', 3.6],
    ['SG', 3.1],
    ['KR', 1.6],
    ['TR', 1.1],
    ['IL', 0.8],
    ['ID', 0.7],
  ],
  SA: [
    ['BR', 3.5],
    ['AR', 0.6],
  ],
  OC: [['AU', 2.3]],
  AF: [
    ['ZA', 0.8],
    ['NG', 0.4],
  ],
}

/** Registries, mirrors and robots stand where the large data centres are. */
const BUSY_WEIGHT_MIN = 3

const everywhere = Object.entries(COUNTRIES).flatMap(([continent, countries]) =>
  countries.map(([country, weight]): Share<Country> => [{ country, continent }, weight]),
)
const busy = everywhere.filter(([, weight]) => weight >= BUSY_WEIGHT_MIN)

export function countryShares(kind: ClientClass): readonly Share<Country>[] {
  return kind === 'runtime' ? everywhere : busy
}

const NODES: Share<string>[] = [
  ['', 42],
  ['amazon', 24],
  ['microsoft', 11],
  ['google', 9],
  ['hetzner', 4],
  ['digitalocean', 3],
  ['ovh', 2.6],
  ['oracle', 1.4],
  ['alibaba', 1],
  ['akamai', 0.7],
  ['scaleway', 0.7],
  ['ibm', 0.6],
]

/** GitHub's runners are machines of Microsoft's. */
const BUILDS: Share<string>[] = [
  ['microsoft', 46],
  ['', 24],
  ['amazon', 16],
  ['google', 9],
  ['hetzner', 5],
]

const ROBOTS: Share<string>[] = [
  ['', 38],
  ['amazon', 30],
  ['google', 18],
  ['microsoft', 14],
]

export function providerShares(kind: ClientClass): readonly Share<string>[] {
  if (kind === 'runtime') return NODES
  return kind === 'build' || kind === 'tool' ? BUILDS : ROBOTS
}
