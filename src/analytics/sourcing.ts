// Messages and the networks they came from, until the one is written into the other as a source.
import { withDeadline } from '../deadline.ts'
import type { Edge } from '../edge.ts'
import { logFailure } from '../log.ts'
import { DAY_MS, dayOf } from './calendar.ts'
import type { Event } from './event.ts'
import type { Message } from './message.ts'
import type { Salts } from './salt.ts'
import { sourceOf } from './source.ts'

const SALT_MS_MAX = 2000

/** A message whose event still lacks its source. The network goes no further than this. */
export type Unsourced = { message: Message; network: string | null }

/**
 * The messages, with the sources of their events: each network's is made once for all of its events of a day. Without a
 * salt the events count all the same, for no source. Never rejects.
 */
export async function sourced(edge: Edge, salts: Salts, all: Unsourced[]): Promise<Message[]> {
  const events = all.flatMap(({ message: { event }, network }) =>
    event === null || network === null ? [] : [{ event, network }],
  )
  for (const [day, ofDay] of Map.groupBy(events, ({ event }) => dayOf(event.at))) {
    const salt = await findSalt(edge, salts, day * DAY_MS)
    if (salt !== null) await addSources(salt, ofDay)
  }
  return all.map(({ message }) => message)
}

/** One after the other: workerd makes each at once, and work at the same time would only be more promises. */
async function addSources(salt: CryptoKey, events: { event: Event; network: string }[]): Promise<void> {
  for (const [network, ofNetwork] of Map.groupBy(events, (one) => one.network)) {
    const source = await makeSource(salt, network)
    for (const { event } of ofNetwork) event.source = source
  }
}

async function makeSource(salt: CryptoKey, network: string): Promise<string> {
  try {
    return await sourceOf(salt, network)
  } catch (error) {
    logFailure('the source of an event cannot be made', { reason: String(error) })
    return ''
  }
}

async function findSalt(edge: Edge, salts: Salts, at: number): Promise<CryptoKey | null> {
  try {
    return salts.known(at) ?? (await withDeadline(salts.of(edge, at), SALT_MS_MAX))
  } catch (error) {
    logFailure('the salt of the day cannot be had', { reason: String(error) })
    return null
  }
}
