// Which of several targets a file is had from: the first that is well and has it.
import { logFailure } from '../log.ts'
import { RegistryError } from '../oci/error.ts'
import type { DownloadCall } from './call.ts'
import type { Standing } from './known-address.ts'

export type Found = {
  address: string
  /** The target that comes first, well or not. */
  wanted: string
  standing: Standing
}

/**
 * The first target that has the file, those that are well before those that are not. Where none is known to have it and
 * one could not say, that one: the client may be luckier. `missing` only if all say so.
 */
export async function findTarget(call: DownloadCall, addresses: [string, ...string[]]): Promise<Found> {
  const [wanted] = addresses
  const inOrder = addresses.toSorted((a, b) => Number(isDown(call, a)) - Number(isDown(call, b)))
  let silent: string | null = null
  for (const address of inOrder) {
    const standing = await standingOf(call, address)
    if (standing === 'there') return { address, wanted, standing }
    if (standing === 'unknown') silent ??= address
  }
  return silent === null
    ? { address: wanted, wanted, standing: 'missing' }
    : { address: silent, wanted, standing: 'unknown' }
}

/** By what the cron has found, for everybody, and by what this isolate has just seen. */
function isDown({ config, memory }: DownloadCall, address: string): boolean {
  const { origin } = new URL(address)
  return Object.hasOwn(config.health, origin) || memory.breaker.stateOf(origin) !== 'closed'
}

async function standingOf({ edge, memory }: DownloadCall, address: string): Promise<Standing> {
  const { origin } = new URL(address)
  const known = await memory.addresses.find(edge, address)
  if (known !== null) return known
  // Whoever has just failed, or asks to be left alone, is not made to keep another client waiting.
  if (['open', 'asked'].includes(memory.breaker.stateOf(origin))) return 'unknown'
  memory.breaker.beginTrial(origin)
  try {
    const standing = await memory.addresses.ask(edge, address)
    memory.breaker.succeeded(origin)
    return standing
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error
    memory.breaker.failed(origin, error)
    logFailure(error.message, { target: origin })
    return 'unknown'
  }
}
