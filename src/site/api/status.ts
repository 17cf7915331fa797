// What the gateway says of itself, for people: /api/v1/status and /incidents.
import * as z from 'zod/mini'
import { dayOf, timeText } from '../../analytics/calendar.ts'
import { lastFinalDay } from '../../analytics/rollup/final.ts'
import { isDemo, readAccuracy } from '../../analytics/stats/accuracy.ts'
import { dayString } from '../../analytics/stats/interval.ts'
import { readStanding } from '../../analytics/stats/standing.ts'
import { logFailure } from '../../log.ts'
import { incidentJson, readIncidents, readProbed } from '../../monitor/incident.ts'
import type { ConfigState } from '../../routing/config.ts'
import { endpoint } from './endpoint.ts'
import { listFormat } from './parameter.ts'
import { rowsOf } from './table.ts'

/** Of which drops and comparisons are shown. */
const ACCURACY_DAYS = 30

export const status = endpoint({
  path: '/api/v1/status',
  summary: 'Where requests go, and how far the numbers are',
  description:
    'The active upstream, the state of each, and the problems of the configuration in sentences. They were last probed at ' +
    '`probed_at` (null: not yet, or not known): what was found then is among the incidents at once, and in the states ' +
    'within 90 seconds. Of the numbers: up to when they are made, the last day that is final, and in the last 30 days what was dropped and why, the days on ' +
    'which nothing was counted, and what an independent counter (Analytics Engine) has beside the ledger. As CSV: the ' +
    'upstreams alone.',
  parameters: z.strictObject({ format: listFormat }),
  examples: ['', 'format=csv'],
  answer: async ({ db, now, config }) => {
    const [state, probed, numbers] = await Promise.all([
      config(),
      readProbed(db).catch(() => null),
      readNumbers(db, now),
    ])
    const told = upstreamsOf(state)
    return {
      json: { ...told, probed_at: timeText(probed), numbers },
      csv: rowsOf(
        ['name', 'active', 'registry', 'namespace', 'state', 'since', 'why'],
        told.upstreams.map((one) => ({ ...one, active: one.name === told.active_upstream ? 'yes' : 'no' })),
      ),
    }
  },
})

/** Null where D1 cannot be read: whether images can be pulled is to be told all the same. */
async function readNumbers(db: D1Database, now: number) {
  const days = { from: dayOf(now) - ACCURACY_DAYS + 1, to: dayOf(now) + 1 }
  try {
    const [{ data_through, coverage }, accuracy, demo] = await Promise.all([
      readStanding(db, days, now),
      readAccuracy(db, days),
      isDemo(db),
    ])
    const final_through = dayString(lastFinalDay(now))
    return { data_through, final_through, coverage, ...accuracy, ...(demo ? { demo } : {}) }
  } catch (error) {
    logFailure('the numbers cannot be read', { reason: String(error) })
    return null
  }
}

function upstreamsOf({ config, problems }: ConfigState) {
  const health = config?.health ?? {}
  return {
    active_upstream: config?.active ?? null,
    upstreams: (config?.routes.upstreams ?? []).map(({ name, registry, namespace }) => {
      const ill = Object.hasOwn(health, name) ? health[name] : undefined
      const since = timeText(ill?.since ?? null)
      return { name, registry, namespace, state: ill?.state ?? 'up', since, why: ill?.why ?? null }
    }),
    problems,
  }
}

export const incidents = endpoint({
  path: '/api/v1/incidents',
  summary: 'Switches, failovers, outages and notices',
  description:
    'The newest first: when, from which upstream to which (null where nobody had to go to another), why, how many ' +
    'requests were saved by it, and what the operator says about it. A notice is something that the operator says of ' +
    'its own, such as planned work.',
  parameters: z.strictObject({ format: listFormat }),
  examples: ['', 'format=csv'],
  answer: async ({ db }) => {
    const told = (await readIncidents(db)).map(incidentJson)
    return {
      json: { incidents: told },
      csv: rowsOf(['kind', 'started_at', 'ended_at', 'from', 'to', 'why', 'requests_saved', 'note'], told),
    }
  },
})
