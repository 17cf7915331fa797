// The day's salt: random, in KV alone (D1 can be turned back by 30 days), gone two days after it was made.
import type { Edge } from '../edge.ts'
import { joinWork } from '../joined-work.ts'
import { DAY_MS, dayOf, dayText } from './calendar.ts'
import { importSalt } from './source.ts'

const SALT_BYTES = 32
const EXPIRES_SECONDS = 48 * 60 * 60

export type Salts = {
  /** The key of the day that `at` (milliseconds since 1970) lies in, if this isolate has it; else null. */
  known: (at: number) => CryptoKey | null
  /** The same, from KV. */
  of: (edge: Edge, at: number) => Promise<CryptoKey>
}

export function createSalts(): Salts {
  let known: { day: number; key: CryptoKey } | null = null
  const join = joinWork<CryptoKey>()
  return {
    known: (at) => (known?.day === dayOf(at) ? known.key : null),
    of: async (edge, at) => {
      const day = dayText(at)
      return join(day, edge, async () => {
        const key = await importSalt(await findOrMakeSalt(edge, day))
        known = { day: dayOf(at), key }
        return key
      })
    },
  }
}

/** Made a day ahead by the cron: KV takes a minute to agree, and two salts on a day would count networks twice. */
export async function makeNextSalt(edge: Edge, now: number): Promise<void> {
  await findOrMakeSalt(edge, dayText(now + DAY_MS))
}

async function findOrMakeSalt(edge: Edge, day: string): Promise<ArrayBuffer> {
  const key = `salt:${day}`
  const found = await edge.env.CONFIG.get(key, 'arrayBuffer')
  if (found !== null) return found
  const made = crypto.getRandomValues(new Uint8Array(SALT_BYTES))
  await edge.env.CONFIG.put(key, made, { expirationTtl: EXPIRES_SECONDS })
  return made.buffer
}
