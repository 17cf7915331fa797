// What the gateway says of itself, for people: /api/v1/status, /incidents and /hosts.
import * as z from 'zod'
import { dayOf } from '../../analytics/calendar.ts'
import { readContentHosts } from '../../analytics/content-host.ts'
import { lastFinalDay } from '../../analytics/rollup/final.ts'
import { isDemo, readAccuracy } from '../../analytics/stats/accuracy.ts'
import { dayString } from '../../analytics/stats/interval.ts'
import { readStanding } from '../../analytics/stats/standing.ts'
import { readIncidents } from '../../monitor/incident.ts'
import type { ConfigState } from '../../routing/config.ts'
import { endpoint } from './endpoint.ts'

/** Of which drops and comparisons are shown. */
const ACCURACY_DAYS = 30

export const status = endpoint({
  path: '/api/v1/status',
  summary: 'Where requests go, and how far the numbers are',
  description:
    'The active upstream, the state of each, and the problems of the configuration in sentences. Of the numbers: up to ' +
    'when they are made, the last day that is final, and in the last 30 days what was dropped and why, the days on ' +
    'which nothing was counted, and what an independent counter (Analytics Engine) has beside the ledger.',
  parameters: z.strictObject({}),
  examples: [''],
  answer: async ({ db, now, config }) => {
    const days = { from: dayOf(now) - ACCURACY_DAYS + 1, to: dayOf(now) + 1 }
    const [state, { data_through, coverage }, accuracy, demo] = await Promise.all([
      config(),
      readStanding(db, days, now),
      readAccuracy(db, days),
      isDemo(db),
    ])
    const numbers = {
      data_through,
      final_through: dayString(lastFinalDay(now)),
      coverage,
      ...accuracy,
      ...(demo ? { demo } : {}),
    }
    return { json: { ...upstreamsOf(state), numbers } }
  },
})

function upstreamsOf({ config, problems }: ConfigState) {
  const health = config?.health ?? {}
  return {
    active_upstream: config?.active ?? null,
    upstreams: (config?.routes.upstreams ?? []).map(({ name, registry, namespace }) => {
      const ill = Object.hasOwn(health, name) ? health[name] : undefined
      const since = ill === undefined ? null : new Date(ill.since).toISOString()
      return { name, registry, namespace, state: ill?.state ?? 'up', since, why: ill?.why ?? null }
    }),
    problems,
  }
}

export const incidents = endpoint({
  path: '/api/v1/incidents',
  summary: 'Switches, failovers and outages',
  description:
    'The newest first: when, from which upstream to which, why, and how many requests were saved by it.',
  parameters: z.strictObject({}),
  examples: [''],
  answer: async ({ db }) => {
    const time = (at: number | null) => (at === null ? null : new Date(at).toISOString())
    const found = await readIncidents(db)
    return {
      json: {
        incidents: found.map(({ kind, started_at, ended_at, from_upstream, to_upstream, why, saved }) => ({
          kind,
          started_at: time(started_at),
          ended_at: time(ended_at),
          from: from_upstream,
          to: to_upstream === '' ? null : to_upstream,
          why,
          requests_saved: saved,
        })),
      },
    }
  },
})

export const hosts = endpoint({
  path: '/api/v1/hosts',
  summary: 'What a firewall has to let through',
  description: 'This gateway, the registries behind it, and the hosts that layers lately came from.',
  parameters: z.strictObject({}),
  examples: [''],
  answer: async ({ db, now, host, config }) => {
    const [state, content] = await Promise.all([config(), readContentHosts(db, now)])
    const registries = (state.config?.routes.upstreams ?? []).map(({ name, registry }) => ({
      upstream: name,
      host: new URL(registry).host,
    }))
    const all = [host, ...[...registries, ...content].map((one) => one.host)]
    return { json: { gateway: host, registries, content, hosts: [...new Set(all)] } }
  },
})
