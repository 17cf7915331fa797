// Every way in which real registries differ, as one document that can be changed while the stand-in runs.
import { z } from 'zod'

export const KINDS = [
  'ping',
  'manifest',
  'blob',
  'tags',
  'referrers',
  'token',
  'cdn',
  'file',
  'helm',
] as const
export type Kind = (typeof KINDS)[number]

const Failure = z.strictObject({
  on: z.array(z.enum(KINDS)).min(1),
  as: z.enum(['hang', 'refuse', '500', '503', '429', 'html', 'truncated', 'wrong-bytes']),
  retryAfterSeconds: z.int().nonnegative().optional(),
  /** How many requests it applies to; for ever when left out. */
  times: z.int().positive().optional(),
})
export type Failure = z.infer<typeof Failure>

export const Switches = z.strictObject({
  auth: z.enum(['none', 'token', 'basic']).default('none'),
  // quay.io and Google's registries challenge on the ping and then serve public content to anybody.
  manifestsNeedToken: z.boolean().default(true),
  blobsNeedToken: z.boolean().default(true),
  tokenTtlSeconds: z.int().default(300),
  tokenField: z.enum(['token', 'access_token', 'both']).default('both'),
  expiresIn: z.boolean().default(true),
  // ECR Public answers 400 without a challenge.
  expiredTokenStatus: z.literal([401, 400]).default(401),
  // What a token request without any scope gets from an anonymous client: a useless token, or quay.io's refusal.
  scopelessTokenStatus: z.literal([200, 401]).default(200),
  realm: z.string().nullable().default(null),
  postTokens: z.boolean().default(true),
  users: z.record(z.string(), z.string()).default({}),
  /** Full names, namespace included. */
  privateRepositories: z.array(z.string()).default([]),
  missing: z.literal([404, 401]).default(404),

  blobs: z.enum(['redirect', 'bytes']).default('redirect'),
  redirectStatus: z.literal([302, 307]).default(307),
  location: z.enum(['absolute', 'relative', 'nowhere']).default('absolute'),
  redirectCacheControl: z.string().nullable().default(null),
  signedUrlTtlSeconds: z.int().default(1200),
  blobHead: z.enum(['answer', 'redirect']).default('answer'),

  link: z.enum(['relative', 'absolute']).default('relative'),
  tagsPageMax: z.int().positive().default(100),
  referrersApi: z.boolean().default(true),
  referrersUnknown: z.literal([200, 400]).default(200),
  digestHeader: z.boolean().default(true),
  gzipManifests: z.boolean().default(false),
  acceptStrict: z.boolean().default(true),

  // Careless registries repeat in an error what they were sent.
  echo: z.boolean().default(false),
  latencyMs: z.int().nonnegative().default(0),
  failures: z.array(Failure).default([]),
})
export type Switches = z.infer<typeof Switches>
/** Some of the switches; a list or record replaces the old one whole. */
export type SwitchesPatch = z.input<typeof Switches>

export const switchesWith = (patch: unknown, current: Switches): Switches =>
  Switches.parse({ ...current, ...z.looseObject({}).parse(patch) })
