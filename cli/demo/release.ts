// The releases of the made-up project, and how its users move from one to the next.
import type { Share } from './share.ts'

type Release = { patch: string; daysAgo: number; isSecurity?: true }
type Minor = { name: string; releases: Release[] }

/** From the oldest to the newest, told from today so that there is always one that is just being taken up. */
const MINORS: Minor[] = [
  { name: 'v1.12', releases: [{ patch: '17', daysAgo: 980 }] },
  { name: 'v1.13', releases: [{ patch: '6', daysAgo: 860 }] },
  { name: 'v1.14', releases: [{ patch: '7', daysAgo: 745 }] },
  { name: 'v1.15', releases: [{ patch: '5', daysAgo: 625 }] },
  {
    name: 'v1.16',
    releases: [
      { patch: '0', daysAgo: 506 },
      { patch: '1', daysAgo: 489 },
      { patch: '2', daysAgo: 441 },
      { patch: '3', daysAgo: 300, isSecurity: true },
    ],
  },
  {
    name: 'v1.17',
    releases: [
      { patch: '0', daysAgo: 385 },
      { patch: '1', daysAgo: 368 },
      { patch: '2', daysAgo: 300, isSecurity: true },
      { patch: '3', daysAgo: 236 },
    ],
  },
  {
    name: 'v1.18',
    releases: [
      { patch: '0', daysAgo: 262 },
      { patch: '1', daysAgo: 250 },
      { patch: '2', daysAgo: 203 },
      { patch: '3', daysAgo: 96, isSecurity: true },
    ],
  },
  {
    name: 'v1.19',
    releases: [
      { patch: '0', daysAgo: 141 },
      { patch: '1', daysAgo: 124 },
      { patch: '2', daysAgo: 96, isSecurity: true },
      { patch: '3', daysAgo: 52 },
    ],
  },
  {
    name: 'v1.20',
    releases: [
      { patch: '0', daysAgo: 24 },
      { patch: '1', daysAgo: 9 },
    ],
  },
]

/** Less than this of all pulls are no pulls. */
const SHARE_MIN = 0.002
/** What was asked for by a digest that no tag ever led to. */
const NO_TAG = ['', 0.004] as const

/** The versions in use so many days ago, and how much each. */
export function versionShares(daysAgo: number): Share<string>[] {
  const arrived = MINORS.map(({ releases }, place) => (place === 0 ? 1 : moved(ageOf(releases[0], daysAgo))))
  const shares = MINORS.flatMap(({ name, releases }, place) => {
    const ofMinor = (arrived[place] ?? 0) - (arrived[place + 1] ?? 0)
    return patchShares(releases, daysAgo).map(([patch, share]): Share<string> => [
      `${name}.${patch}`,
      ofMinor * share,
    ])
  })
  return [...shares.filter(([, share]) => share >= SHARE_MIN), NO_TAG]
}

/** By how much more is pulled just after a release. */
export function releaseStir(daysAgo: number): number {
  const ages = MINORS.flatMap(({ releases }) => releases.map((release) => ageOf(release, daysAgo)))
  const youngest = Math.min(...ages.filter((age) => age >= 0))
  return 1 + 0.16 * Math.exp(-youngest / 5)
}

function ageOf(release: Release | undefined, daysAgo: number): number {
  return (release?.daysAgo ?? -Infinity) - daysAgo
}

/** The part of all users that has reached a minor release of that age: most along a curve, the rest in years. */
function moved(age: number): number {
  return age < 0 ? 0 : 0.76 * risen(age, 36, 11) + 0.22 * (1 - Math.exp(-age / 260))
}

/** Whoever follows a minor release takes its patches in days; one that mends a hole, almost everybody at once. */
function patchShares(releases: Release[], daysAgo: number): Share<string>[] {
  const reached = releases.map((release, place) => {
    const age = ageOf(release, daysAgo)
    if (place === 0) return age < 0 ? 0 : 1
    if (age < 0) return 0
    return release.isSecurity === true ? 0.92 * risen(age, 3, 1.2) : 0.72 * risen(age, 13, 4)
  })
  // Who has the third has left the second, however young that is.
  const atLeast = reached.map((_part, place) => Math.max(...reached.slice(place)))
  return releases.map(({ patch }, place) => [patch, (atLeast[place] ?? 0) - (atLeast[place + 1] ?? 0)])
}

/** An S from 0 to 1, half-way at `middle`. */
function risen(age: number, middle: number, width: number): number {
  const at = (x: number) => 1 / (1 + Math.exp(-(x - middle) / width))
  return (at(age) - at(0)) / (1 - at(0))
}
