// What is known of the upstreams' health everywhere: one small KV value, written only when something changes.
import * as z from 'zod/mini'

export const HEALTH_KEY = 'health'

const upstreamHealthSchema = z.strictObject({
  /** `recovering`: one good probe after a bad one; a second makes it well. Not used meanwhile, so nothing flaps. */
  state: z.enum(['down', 'recovering']),
  /** Milliseconds since 1970. */
  since: z.number(),
  why: z.string(),
  /** The registry that it was learnt of; of hosts of files, which are named by their address, there is none. */
  registry: z.optional(z.string()),
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

/** Without what was learnt of an upstream that has another registry by now: that says nothing of the new one. */
export function healthOf(health: Health, upstreams: { name: string; registry: string }[]): Health {
  const registries = new Map(upstreams.map(({ name, registry }) => [name, registry]))
  const isOfOther = ([name, { registry }]: [string, UpstreamHealth]) =>
    registry !== undefined && registries.get(name) !== registry
  return Object.fromEntries(Object.entries(health).filter((one) => !isOfOther(one)))
}

export type Probe = { ok: true } | { ok: false; why: string }

/** An upstream's health after one more probe; null is well. */
export function healthAfter(before: UpstreamHealth | null, probe: Probe, now: number): UpstreamHealth | null {
  if (!probe.ok) return { state: 'down', since: before?.since ?? now, why: probe.why }
  if (before?.state === 'down') return { ...before, state: 'recovering' }
  return null
}
