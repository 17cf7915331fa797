// What is known of the upstreams' health everywhere: one small KV value, written only when something changes.
import * as z from 'zod/mini'

export const HEALTH_KEY = 'health'

const upstreamHealthSchema = z.strictObject({
  /** `recovering`: one good probe after a bad one; a second makes it well. Not used meanwhile, so nothing flaps. */
  state: z.enum(['down', 'recovering']),
  /** Milliseconds since 1970. */
  since: z.number(),
  why: z.string(),
  /** Where the upstream was that it was learnt of; hosts of files are named by their address, and have none. */
  home: z.optional(z.string()),
})
export type UpstreamHealth = z.output<typeof upstreamHealthSchema>

/** By the upstream's name; one that is not there is well. */
const healthSchema = z.record(z.string(), upstreamHealthSchema)
export type Health = z.output<typeof healthSchema>

/** Anything unreadable is good health: traffic must not move because of a broken note about it. */
export function parseHealth(text: string | null): Health {
  try {
    return healthSchema.safeParse(JSON.parse(text ?? '{}')).data ?? {}
  } catch {
    return {}
  }
}

type Placed = { registry: string; namespace: string }

export function homeOf({ registry, namespace }: Placed): string {
  return `${registry}/${namespace}`
}

/** Without what was learnt of an upstream that is elsewhere by now: that says nothing of the new place. */
export function healthOf(health: Health, upstreams: (Placed & { name: string })[]): Health {
  const homes = new Map(upstreams.map((upstream) => [upstream.name, homeOf(upstream)]))
  const isOfOther = ([name, { home }]: [string, UpstreamHealth]) =>
    home !== undefined && homes.get(name) !== home
  return Object.fromEntries(Object.entries(health).filter((one) => !isOfOther(one)))
}

export type Probe = { ok: true } | { ok: false; why: string }

/** An upstream's health after one more probe; null is well. */
export function healthAfter(before: UpstreamHealth | null, probe: Probe, now: number): UpstreamHealth | null {
  if (!probe.ok) return { state: 'down', since: before?.since ?? now, why: probe.why }
  if (before?.state === 'down') return { ...before, state: 'recovering' }
  return null
}
