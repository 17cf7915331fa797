// One step of a time axis, and which of them get a label.
export type Period = {
  /** 2026-11-22, 2026-11 or 2026-11-22T05:00Z, as the API says it. */
  start: string
  /** "22 Nov" */
  label: string
  state: 'final' | 'provisional' | 'missing'
}

/** Periods that follow each other, from and to included. */
export type Run = { from: number; to: number }

/** Where the middle of a period lies, 0 to 1: every period has its own slot, so that one alone stands in the middle. */
export function middleOf(index: number, periods: number): number {
  return (index + 0.5) / periods
}

export function runsWhere(length: number, holds: (index: number) => boolean): Run[] {
  const runs: Run[] = []
  for (let index = 0; index < length; index++) {
    const last = runs.at(-1)
    if (!holds(index)) continue
    if (last?.to === index - 1) last.to = index
    else runs.push({ from: index, to: index })
  }
  return runs
}

/** Some rounds of a calendar are better places for a label than every n-th day: midnights, firsts of a month. */
const ROUND = [/T00:00Z$/, /T(00|12):00Z$/, /T(00|06|12|18):00Z$/, /-01$/, /-01(-01)?$/]
/** Room that labels have on a wide screen, in px, and what a character takes of it. */
const ROOM = 520
const CHARACTER = 7
const BETWEEN = 20
const LABELS_MAX = 8

/** The margins have room for half of a label of as many characters. */
export const SHORT_LABEL = 8

/** Which periods have a label: as many as there is room for at 520 px; a narrow screen shows every second one. */
export function labelledPeriods(periods: Period[]): number[] {
  const longest = Math.max(...periods.map(({ label }) => label.length))
  // A long label at the edge ends there instead of being centred, so it needs half of its width more.
  const width = longest * CHARACTER * (longest > SHORT_LABEL ? 1.5 : 1) + BETWEEN
  const room = Math.min(LABELS_MAX, Math.max(2, Math.floor(ROOM / width)))
  const all = periods.map((_, index) => index)
  if (all.length <= room) return all
  const round = ROUND.map((end) => all.filter((index) => end.test(periods[index]?.start ?? '')))
  const candidates =
    round.find((found) => found.length >= Math.max(3, room / 2) && found.length < all.length) ?? all
  const step = Math.ceil(candidates.length / room)
  // Counted from the end, since the newest matter most.
  return candidates.filter((_, index) => (candidates.length - 1 - index) % step === 0)
}

/** "from 1 Nov to 22 Nov" */
export function spanText(periods: Period[]): string {
  const first = periods.at(0)?.label ?? ''
  const last = periods.at(-1)?.label ?? ''
  return first === last ? `on ${first}` : `from ${first} to ${last}`
}
