// The keys that seal what clients hold: from a Worker secret, or from a random value that is made once and kept in KV.
import { withDeadline } from '../../deadline.ts'
import type { Edge } from '../../edge.ts'
import { joinWork } from '../../joined-work.ts'
import { logFailure } from '../../log.ts'
import { RegistryError } from '../../oci/error.ts'

/** What is sealed for one purpose opens for no other. */
export type Purpose = 'access' | 'refresh'
type Keys = Record<Purpose, Uint8Array>

export const SEAL_KEY = 'token-key'
const KEPT_BYTES = 32
/** A256CBC-HS512: half of it for the cipher, half for the authentication. */
const KEY_BITS = 512
/** Two isolates may make a value at once; the last one written is everybody's when all have looked again. */
const BELIEVED_MS = 60_000
const READ_MS_MAX = 2000

export type SealKeys = { of: (edge: Edge) => Promise<Keys> }

export function createSealKeys(): SealKeys {
  let known: { secret: string; keys: Keys; at: number } | null = null
  const join = joinWork<Keys>()
  return {
    of: async (edge) => {
      const { tokenSecret } = edge.settings
      if (known !== null && (known.secret === tokenSecret || isBelieved(known.at, tokenSecret)))
        return known.keys
      return join('keys', edge, async () => {
        const secret = tokenSecret ?? (await keptSecret(edge, known?.secret ?? null))
        const keys = known?.secret === secret ? known.keys : await deriveKeys(secret)
        known = { secret, keys, at: Date.now() }
        return keys
      })
    },
  }
}

function isBelieved(at: number, tokenSecret: string | null): boolean {
  return tokenSecret === null && Date.now() - at < BELIEVED_MS
}

/** A KV that fails is no reason to stop using what was read from it. */
async function keptSecret(edge: Edge, known: string | null): Promise<string> {
  try {
    return await withDeadline(findOrMakeSecret(edge, known), READ_MS_MAX)
  } catch (error) {
    logFailure('the key of token mode cannot be had', { reason: String(error) })
    if (known !== null) return known
    const message = 'this registry cannot give out tokens just now; try again in a minute'
    throw new RegistryError('UNAVAILABLE', { message, isAboutUpstream: false })
  }
}

/** Made ahead by the cron, too: KV takes a minute to agree, and it had better begin before the first client comes. */
export async function findOrMakeSecret(edge: Edge, known: string | null): Promise<string> {
  const found = await edge.env.CONFIG.get(SEAL_KEY)
  if (found !== null) return found
  const bytes = crypto.getRandomValues(new Uint8Array(KEPT_BYTES))
  const made = known ?? btoa(String.fromCharCode(...bytes))
  await edge.env.CONFIG.put(SEAL_KEY, made)
  return made
}

async function deriveKeys(secret: string): Promise<Keys> {
  const material = new TextEncoder().encode(secret)
  const key = await crypto.subtle.importKey('raw', material, 'HKDF', false, ['deriveBits'])
  const derive = async (purpose: Purpose) => {
    const info = new TextEncoder().encode(`fairlead ${purpose} token`)
    const algorithm = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info }
    return new Uint8Array(await crypto.subtle.deriveBits(algorithm, key, KEY_BITS))
  }
  return { access: await derive('access'), refresh: await derive('refresh') }
}
