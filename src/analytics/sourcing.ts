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
  const saltsOfDays = new Map<number, Promise<CryptoKey | null>>()
  const saltOf = (at: number) => {
    const known = saltsOfDays.get(dayOf(at)) ?? findSalt(edge, salts, at)
    saltsOfDays.set(dayOf(at), known)
    return known
  }
  const sources = new Map<string, string>()
  const networks = new Map(
    all.flatMap(({ message: { event }, network }) =>
      event === null || network === null
        ? []
        : [[keyOf(event.at, network), { at: event.at, network }] as const],
    ),
  )
  await Promise.all(
    [...networks].map(async ([key, { at, network }]) => {
      const salt = await saltOf(at)
      if (salt !== null) sources.set(key, await makeSource(salt, network))
    }),
  )
  return all.map((one) => withSource(one, sources))
}

function keyOf(at: number, network: string): string {
  return `${dayOf(at)} ${network}`
}

async function makeSource(salt: CryptoKey, network: string): Promise<string> {
  try {
    return await sourceOf(salt, network)
  } catch (error) {
    logFailure('the source of an event cannot be made', { reason: String(error) })
    return ''
  }
}

function withSource({ message, network }: Unsourced, sources: Map<string, string>): Message {
  const { event } = message
  if (event === null || network === null) return message
  return { ...message, event: { ...event, source: sources.get(keyOf(event.at, network)) ?? '' } }
}

async function findSalt(edge: Edge, salts: Salts, at: number): Promise<CryptoKey | null> {
  try {
    return salts.known(at) ?? (await withDeadline(salts.of(edge, at), SALT_MS_MAX))
  } catch (error) {
    logFailure('the salt of the day cannot be had', { reason: String(error) })
    return null
  }
}
