// When the gateway last looked at its upstreams: what it says of them is of then, and not of now.

/** The gateway probes every minute, and a probe may take its time. */
const LATE_MS = 10 * 60_000

/** `12:03:10 UTC, 41 s ago`, with the day where it is another one. `now` in milliseconds since 1970. */
export function probeWords(probedAt: string, now: number): string {
  const at = new Date(probedAt).toISOString()
  const today = new Date(now).toISOString().slice(0, 10)
  const day = at.startsWith(today) ? '' : `${at.slice(0, 10)} `
  return `${day}${at.slice(11, 19)} UTC, ${ageOf(now - Date.parse(probedAt))} ago`
}

export function isLate(probedAt: string, now: number): boolean {
  return now - Date.parse(probedAt) > LATE_MS
}

/** The clocks of two machines differ. */
function ageOf(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (seconds < 120) return `${seconds} s`
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`
}
