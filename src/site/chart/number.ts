// How numbers are written: short on a chart, exact in a table.
const LOCALE = 'en-GB'
/** Keeps a number and its sign on one line. */
const NO_BREAK = '\u00a0'
const MINUS = '\u2212'
const NOTHING = '–'

const exact = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 })
const percent = new Intl.NumberFormat(LOCALE, { minimumFractionDigits: 1, maximumFractionDigits: 1 })
const SCALES = [
  { unit: 1e12, letter: 'T' },
  { unit: 1e9, letter: 'B' },
  { unit: 1e6, letter: 'M' },
  { unit: 1e3, letter: 'K' },
]

/** 1234567 is "1.2M", 12345 is "12.3K", 123456 is "123K", 999 is "999". */
export function shortCount(count: number): string {
  // 999,950 would be written "1000K": what rounds up to the next letter is written with that.
  const scale = count < 1000 ? undefined : SCALES.find(({ unit }) => count >= unit * 0.9995)
  if (scale === undefined) return exactCount(count)
  const scaled = count / scale.unit
  return scaled.toFixed(scaled < 99.95 ? 1 : 0).replace(/\.0$/, '') + scale.letter
}

/** 1234567 is "1,234,567". */
export function exactCount(count: number): string {
  return exact.format(count)
}

/** 0.1234 is "12.3 %". What is not quite nothing, and not quite all, is not written as if it were. */
export function shareText(share: number): string {
  // Of nothing, nothing is a part.
  if (!Number.isFinite(share)) return NOTHING
  const whole = share * 100
  if (whole <= 0) return `0${NO_BREAK}%`
  if (whole < 0.05) return `<0.1${NO_BREAK}%`
  if (whole >= 100) return `100${NO_BREAK}%`
  if (whole >= 99.95) return `>99.9${NO_BREAK}%`
  return `${percent.format(whole)}${NO_BREAK}%`
}

/** "+3.4 %", "−12.0 %", "new" where there was nothing before, "–" where nothing can be said. */
export function changeText(now: number, before: number | null): string {
  if (before === null || (before === 0 && now === 0)) return NOTHING
  if (before === 0) return 'new'
  const change = ((now - before) / before) * 100
  if (Math.abs(change) < 0.05) return `0${NO_BREAK}%`
  const size = Math.abs(change)
  const text = size >= 1000 ? exact.format(size) : percent.format(size)
  return `${change > 0 ? '+' : MINUS}${text}${NO_BREAK}%`
}

/** The value of one cell that has none. */
export const NO_VALUE = NOTHING
