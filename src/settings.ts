// The Worker's variables, checked once; nothing else reads them.
import * as z from 'zod/mini'
import { IN_ENGLISH } from './english.ts'

const settingsSchema = z.object({
  CONFIG_TTL_SECONDS: z.coerce.number().check(z.minimum(0), z.maximum(300)),
  TAG_TTL_SECONDS: z.coerce.number().check(z.minimum(0), z.maximum(3600)),
  PAGE_TTL_SECONDS: z.coerce.number().check(z.int(), z.minimum(0), z.maximum(3600)),
  UPSTREAM_TIMEOUT_MS: z.coerce.number().check(z.int(), z.minimum(100), z.maximum(60_000)),
  EVENT_SINK: z.enum(['queue', 'direct']),
  RAW_DAYS: z.coerce.number().check(z.int(), z.minimum(4), z.maximum(30)),
  ANALYTICS_DATASET: z.string().check(z.minLength(1)),
  // Secrets, and optional: without them the ledger is not compared with anything.
  ANALYTICS_ACCOUNT_ID: z.optional(z.string()),
  ANALYTICS_API_TOKEN: z.optional(z.string()),
  // A secret, and optional: without it the key of token mode is made and kept in KV.
  TOKEN_SECRET: z.optional(z.string().check(z.minLength(32))),
})

export type Settings = {
  /** How long an isolate believes what it read from CONFIG, in milliseconds. */
  configTtlMs: number
  /** How long a tag's answer is fresh, in milliseconds. */
  tagTtlMs: number
  /** How long a page or an answer of the API is kept at the edge, in seconds. */
  pageTtlSeconds: number
  /** How long one request to an upstream may take, its body included, in milliseconds. */
  upstreamTimeoutMs: number
  /** Where events go: through the queue, or straight into D1 for a tiny installation on the free plan. */
  eventSink: 'queue' | 'direct'
  /** How many days raw events are kept; a day becomes final three days after its end. */
  rawDays: number
  /** How Analytics Engine may be asked what it counted; null without the secrets. */
  engine: { accountId: string; apiToken: string; dataset: string } | null
  /** What the key that seals clients' tokens is derived from; null: one that is kept in CONFIG. */
  tokenSecret: string | null
}

const settingsOfEnv = new WeakMap<Env, Settings>()

/** Throws a sentence for the operator if a variable is missing or out of range. */
export function settingsOf(env: Env): Settings {
  const known = settingsOfEnv.get(env)
  if (known !== undefined) return known
  const result = settingsSchema.safeParse(env, IN_ENGLISH)
  if (!result.success) throw new Error(`wrangler.toml [vars]: ${z.prettifyError(result.error)}`)
  const settings = {
    configTtlMs: result.data.CONFIG_TTL_SECONDS * 1000,
    tagTtlMs: result.data.TAG_TTL_SECONDS * 1000,
    pageTtlSeconds: result.data.PAGE_TTL_SECONDS,
    upstreamTimeoutMs: result.data.UPSTREAM_TIMEOUT_MS,
    eventSink: result.data.EVENT_SINK,
    rawDays: result.data.RAW_DAYS,
    engine: engineOf(result.data),
    tokenSecret: result.data.TOKEN_SECRET ?? null,
  }
  settingsOfEnv.set(env, settings)
  return settings
}

function engineOf(vars: z.output<typeof settingsSchema>): Settings['engine'] {
  const { ANALYTICS_ACCOUNT_ID: accountId, ANALYTICS_API_TOKEN: apiToken, ANALYTICS_DATASET: dataset } = vars
  return accountId === undefined || apiToken === undefined ? null : { accountId, apiToken, dataset }
}
