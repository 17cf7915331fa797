// The Worker's variables, checked once; nothing else reads them.
import * as z from 'zod/mini'
import { IN_ENGLISH } from './english.ts'
import { numeric } from './numeric.ts'

function numberFrom(min: number, max: number, kind = 'a number') {
  const rule = `must be ${kind} from ${min} to ${max}`
  return numeric(rule).check(z.minimum(min, rule), z.maximum(max, rule))
}

function wholeFrom(min: number, max: number) {
  const kind = 'a whole number'
  return numberFrom(min, max, kind).check(z.int(`must be ${kind} from ${min} to ${max}`))
}

const NO_DATASET = "must be the name of Analytics Engine's dataset"

/** A secret and two variables, all optional; what is wrong with them turns the admin API off, and nothing else. */
const ADMIN = {
  ADMIN_TOKEN: z.optional(z.string()),
  ACCESS_TEAM_DOMAIN: z.optional(z.string()),
  ACCESS_AUD: z.optional(z.string()),
}
const adminSchema = z.object(ADMIN)

const settingsSchema = z.object({
  CONFIG_TTL_SECONDS: numberFrom(0, 300),
  TAG_TTL_SECONDS: numberFrom(0, 3600),
  PAGE_TTL_SECONDS: wholeFrom(0, 3600),
  UPSTREAM_TIMEOUT_MS: wholeFrom(100, 60_000),
  EVENT_SINK: z.enum(['queue', 'direct'], 'must be "queue" or "direct"'),
  RAW_DAYS: wholeFrom(4, 30),
  ANALYTICS_DATASET: z.string(NO_DATASET).check(z.minLength(1, NO_DATASET)),
  // Secrets, and optional: without them the ledger is not compared with anything.
  ANALYTICS_ACCOUNT_ID: z.optional(z.string()),
  ANALYTICS_API_TOKEN: z.optional(z.string()),
  // A secret, and optional: without it the key of token mode is made and kept in KV.
  TOKEN_SECRET: z.optional(z.string().check(z.minLength(32, 'must be at least 32 characters'))),
  VERIFY_REQUESTS_MAX: z._default(wholeFrom(0, 9000), 1000),
  ...ADMIN,
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
  /** How many requests to upstreams a switch through the admin API may take to look whether the content is there. */
  verifyRequestsMax: number
  /** Who may change the configuration. */
  admin: AdminSettings
}

export type AdminSettings = {
  /** What a bearer must have; null: nobody gets in with a token. */
  token: string | null
  /** Whose assertions of Cloudflare Access are believed; null: nobody's. */
  access: { issuer: string; audience: string } | null
  /** Sentences for the operator about what was set and cannot be used. */
  problems: string[]
}

const settingsOfEnv = new WeakMap<Env, Settings>()

export function settingsOf(env: Env): Settings {
  const known = settingsOfEnv.get(env)
  if (known !== undefined) return known
  const settings = readSettings(env)
  settingsOfEnv.set(env, settings)
  return settings
}

/** Throws a sentence for the operator if a variable is missing or out of range. */
export function readSettings(variables: object): Settings {
  const result = settingsSchema.safeParse(variables, IN_ENGLISH)
  if (!result.success) throw new Error(`[vars] and secrets: ${sentencesOf(result.error).join('. ')}`)
  return {
    configTtlMs: result.data.CONFIG_TTL_SECONDS * 1000,
    tagTtlMs: result.data.TAG_TTL_SECONDS * 1000,
    pageTtlSeconds: result.data.PAGE_TTL_SECONDS,
    upstreamTimeoutMs: result.data.UPSTREAM_TIMEOUT_MS,
    eventSink: result.data.EVENT_SINK,
    rawDays: result.data.RAW_DAYS,
    engine: engineOf(result.data),
    tokenSecret: result.data.TOKEN_SECRET ?? null,
    verifyRequestsMax: result.data.VERIFY_REQUESTS_MAX,
    admin: adminOf(result.data),
  }
}

/** Everything that is wrong with them, each `<name>: <what it must be>`: what the Worker refuses, and what it would not use. */
export function settingsProblems(variables: object): string[] {
  const result = settingsSchema.safeParse(variables, IN_ENGLISH)
  const admin = adminSchema.safeParse(variables)
  return [
    ...(result.success ? [] : sentencesOf(result.error)),
    ...(admin.success ? adminOf(admin.data).problems : []),
  ]
}

function sentencesOf({ issues }: z.core.$ZodError): string[] {
  return [...new Set(issues.map(({ path, message }) => `${path.join('.')}: ${message}`))]
}

function engineOf(vars: z.output<typeof settingsSchema>): Settings['engine'] {
  const { ANALYTICS_ACCOUNT_ID: accountId, ANALYTICS_API_TOKEN: apiToken, ANALYTICS_DATASET: dataset } = vars
  return accountId === undefined || apiToken === undefined ? null : { accountId, apiToken, dataset }
}

/** Long enough that guessing is hopeless at the rate that is allowed, where it is random. */
const ADMIN_TOKEN = /^[\x21-\x7e]{16,512}$/
const TEAM = /^(?:https:\/\/)?([a-z0-9][a-z0-9-]{0,62})(?:\.cloudflareaccess\.com)?\/?$/
const AUDIENCE = /^[a-f0-9]{64}$/

/** Fails closed: what is not as it must be lets nobody in. */
function adminOf(vars: z.output<typeof adminSchema>): AdminSettings {
  const { ADMIN_TOKEN: token = '', ACCESS_TEAM_DOMAIN: team = '', ACCESS_AUD: audience = '' } = vars
  const [, name] = TEAM.exec(team) ?? []
  const problems = [
    ...(token === '' || ADMIN_TOKEN.test(token)
      ? []
      : ['ADMIN_TOKEN: must be 16 to 512 printable characters without spaces; it is not used']),
    ...((team === '' && audience === '') || (name !== undefined && AUDIENCE.test(audience))
      ? []
      : [
          'ACCESS_TEAM_DOMAIN and ACCESS_AUD: must both be set, to a team such as "example.cloudflareaccess.com" and ' +
            "to the application's audience tag of 64 hexadecimal digits; they are not used",
        ]),
  ]
  return {
    token: ADMIN_TOKEN.test(token) ? token : null,
    access:
      name !== undefined && AUDIENCE.test(audience)
        ? { issuer: `https://${name}.cloudflareaccess.com`, audience }
        : null,
    problems,
  }
}
