// Addresses that open one blob for one method and a short time, as object stores sign them.
import { bytesOf, digestOf, type Digest } from './content/digest.ts'
import type { Stand } from './stand.ts'

const signatureOf = async (
  { secret }: Stand,
  method: string,
  path: string,
  expires: string,
): Promise<string> =>
  (await digestOf(bytesOf([secret, method, path, expires].join('\n')))).slice('sha256:'.length)

export const signedPath = async (stand: Stand, method: string, digest: Digest): Promise<string> => {
  const path = `/blobs/${digest.replace(':', '/')}`
  const expires = String(Math.floor(stand.now() / 1000) + stand.switches.signedUrlTtlSeconds)
  const signature = await signatureOf(stand, method, path, expires)
  return `${path}?${new URLSearchParams({ expires, signature }).toString()}`
}

export const isSigned = async (
  stand: Stand,
  method: string,
  { pathname, searchParams }: URL,
): Promise<boolean> => {
  const expires = searchParams.get('expires') ?? ''
  if (!(Number(expires) * 1000 > stand.now())) return false
  return searchParams.get('signature') === (await signatureOf(stand, method, pathname, expires))
}
