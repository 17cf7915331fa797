// Messages and the networks they came from, until the one is written into the other as a source.
import { withDeadline } from '../deadline.ts'
import type { Edge } from '../edge.ts'
import { logFailure } from '../log.ts'
import { dayOf } from './calendar.ts'
import type { Message } from './message.ts'
import type { Salts } from './salt.ts'
import { sourceOf } from './source.ts'

const SALT_MS_MAX = 2000

/** A message whose event still lacks its source. The network goes no further than this. */
export type Unsourced = { message: Message; network: string | null }

/**
 * The messages with their sources, each network's made once for all of its events of a day. Without a salt the events count
 * all the same, for no source. Never rejects.
 */
export async function sourced(edge: Edge, salts: Salts, all: Unsourced[]): Promise<Message[]> {
  const days = new Map<number, Day>()
  for (const { message, network } of all)
    if (message.event !== null && network !== null) dayFor(days, message.event.at).sources.set(network, '')
  for (const { at, sources } of days.values()) {
    const salt = await findSalt(edge, salts, at)
    if (salt !== null) await makeSources(salt, sources)
  }
  return all.map(({ message, network }) => {
    const { event } = message
    if (event === null || network === null) return message
    return { ...message, event: { ...event, source: dayFor(days, event.at).sources.get(network) ?? '' } }
  })
}

/** A moment of it in milliseconds since 1970, and its networks' sources. */
type Day = { at: number; sources: Map<string, string> }

function dayFor(days: Map<number, Day>, at: number): Day {
  const known = days.get(dayOf(at))
  if (known !== undefined) return known
  const day = { at, sources: new Map<string, string>() }
  days.set(dayOf(at), day)
  return day
}

async function makeSources(salt: CryptoKey, sources: Map<string, string>): Promise<void> {
  const made = Array.from(sources.keys(), async (network) =>
    sources.set(network, await makeSource(salt, network)),
  )
  await Promise.all(made)
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
