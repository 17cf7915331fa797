// What the gateway's API answers, as far as the commands read it.
import * as z from 'zod'

export const statusSchema = z.object({
  active_upstream: z.string().nullable(),
  upstreams: z.array(
    z.object({
      name: z.string(),
      registry: z.string(),
      namespace: z.string(),
      state: z.string(),
      since: z.string().nullable(),
      why: z.string().nullable(),
    }),
  ),
  problems: z.array(z.string()),
  /** Null before the first probe; an older gateway does not say. */
  probed_at: z.iso.datetime().nullish(),
  numbers: z
    .looseObject({ data_through: z.string().nullish(), final_through: z.string().nullish() })
    .nullable(),
})
export type Status = z.output<typeof statusSchema>

export const incidentsSchema = z.object({
  incidents: z.array(
    z.object({
      kind: z.string(),
      started_at: z.string(),
      ended_at: z.string().nullable(),
      from: z.string().nullable(),
      to: z.string().nullable(),
      why: z.string(),
      requests_saved: z.number(),
      note: z.string().nullish(),
    }),
  ),
})
export type Incident = z.output<typeof incidentsSchema>['incidents'][number]

export const hostsSchema = z.object({
  gateway: z.string(),
  registries: z.array(z.object({ upstream: z.string(), host: z.string() })),
  content: z.array(z.object({ upstream: z.string(), host: z.string(), last_seen: z.string().optional() })),
  downloads: z.array(z.object({ path: z.string(), host: z.string(), via: z.string().nullish() })),
  hosts: z.array(z.string()),
})

export const artifactsSchema = z.object({
  columns: z.array(z.string()),
  rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
})

/** `GET /admin/v1/upstream`. */
export const activeSchema = z.object({
  active: z.string(),
  set: z.string().nullable(),
  /** More than the active one while KV may show what was before a change; none by an older gateway's word. */
  may_serve: z.array(z.string()).default([]),
  upstreams: z.array(z.string()),
})

const findingSchema = z.looseObject({
  repository: z.string(),
  tag: z.string().nullable(),
  what: z.enum(['repository', 'tag', 'child', 'blob', 'signature', 'attestation', 'referrer', 'referrers']),
  reference: z.string(),
  kind: z.enum(['missing', 'different', 'unreadable']),
  from: z.string().nullable(),
  to: z.string().nullable(),
  why: z.string().nullable(),
})

/** What the gateway compared before a switch; loose, since it is passed on. */
export const comparedSchema = z.looseObject({
  from: z.string(),
  to: z.string(),
  complete: z.boolean(),
  /** An older gateway does not say. */
  limits_reached: z.array(z.string()).default([]),
  repositories: z.array(z.looseObject({ findings: z.array(findingSchema), findings_left_out: z.number() })),
})

/** `PUT /admin/v1/upstream`. */
export const changedSchema = z.object({
  active: z.string(),
  before: z.string(),
  /** What is wrong with it must not make a failure of a change that is made; an older gateway does not say. */
  everywhere_by: z.iso.datetime().nullable().catch(null),
  verification: z.unknown().optional(),
})

/** The same, where what was compared keeps the gateway from it. */
export const refusedSchema = z.object({ verification: comparedSchema })
