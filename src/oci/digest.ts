// Hashing content to its digest.
import type { Digest } from './name.ts'

const HASHES = { sha256: 'SHA-256', sha512: 'SHA-512' } as const

/** The digest of `bytes` under the algorithm that `like` names, sha256 if there is none to compare with. */
export async function digestOf(bytes: ArrayBuffer, like: Digest | null = null): Promise<Digest> {
  const algorithm = like?.startsWith('sha512:') ? 'sha512' : 'sha256'
  const hash = await crypto.subtle.digest(HASHES[algorithm], bytes)
  return `${algorithm}:${toHex(hash)}` as Digest
}

function toHex(buffer: ArrayBuffer): string {
  return Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
