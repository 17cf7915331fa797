// The Worker's variables, checked once; nothing else reads them.
import * as z from 'zod'

const settingsSchema = z.object({
  CONFIG_TTL_SECONDS: z.coerce.number().min(0).max(300),
  UPSTREAM_TIMEOUT_MS: z.coerce.number().int().min(100).max(60_000),
})

export type Settings = {
  /** How long an isolate believes what it read from CONFIG, in milliseconds. */
  configTtlMs: number
  /** How long one request to an upstream may take, its body included, in milliseconds. */
  upstreamTimeoutMs: number
}

const settingsOfEnv = new WeakMap<Env, Settings>()

/** Throws a sentence for the operator if a variable is missing or out of range. */
export function settingsOf(env: Env): Settings {
  const known = settingsOfEnv.get(env)
  if (known !== undefined) return known
  const result = settingsSchema.safeParse(env)
  if (!result.success) throw new Error(`wrangler.toml [vars]: ${z.prettifyError(result.error)}`)
  const settings = {
    configTtlMs: result.data.CONFIG_TTL_SECONDS * 1000,
    upstreamTimeoutMs: result.data.UPSTREAM_TIMEOUT_MS,
  }
  settingsOfEnv.set(env, settings)
  return settings
}
