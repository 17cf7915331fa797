// Whether a bearer has the token, told in the same time whatever it has.

/** Hashes are of one length, so not even the token's length can be measured. */
export async function isSameToken(given: string, wanted: string): Promise<boolean> {
  const [a, b] = await Promise.all([hashOf(given), hashOf(wanted)])
  return crypto.subtle.timingSafeEqual(a, b)
}

async function hashOf(text: string): Promise<ArrayBuffer> {
  return crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
}

/** What stands after `Bearer`; null for another scheme or none. */
export function bearerOf(headers: Headers): string | null {
  return /^Bearer +(\S+) *$/i.exec(headers.get('Authorization') ?? '')?.[1] ?? null
}
