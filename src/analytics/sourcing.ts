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

/** The messages with their sources. Without a salt the events count all the same, for no source. Never rejects. */
export async function sourced(edge: Edge, salts: Salts, all: Unsourced[]): Promise<Message[]> {
  const saltsOfDays = new Map<number, Promise<CryptoKey | null>>()
  const saltOf = (at: number) => {
    const known = saltsOfDays.get(dayOf(at)) ?? findSalt(edge, salts, at)
    saltsOfDays.set(dayOf(at), known)
    return known
  }
  return Promise.all(
    all.map(async (one) => {
      try {
        return await withSource(one, saltOf)
      } catch (error) {
        logFailure('the source of an event cannot be made', { reason: String(error) })
        return one.message
      }
    }),
  )
}

type SaltOf = (at: number) => Promise<CryptoKey | null>

async function withSource({ message, network }: Unsourced, saltOf: SaltOf): Promise<Message> {
  const { event } = message
  const salt = event === null || network === null ? null : await saltOf(event.at)
  if (event === null || network === null || salt === null) return message
  return { ...message, event: { ...event, source: await sourceOf(salt, network) } }
}

async function findSalt(edge: Edge, salts: Salts, at: number): Promise<CryptoKey | null> {
  try {
    return salts.known(at) ?? (await withDeadline(salts.of(edge, at), SALT_MS_MAX))
  } catch (error) {
    logFailure('the salt of the day cannot be had', { reason: String(error) })
    return null
  }
}
