// Bytes and the name that content has everywhere: its SHA-256.

export type Bytes = Uint8Array<ArrayBuffer>
export type Digest = `sha256:${string}`

export const isDigest = (text: string): text is Digest => /^sha256:[0-9a-f]{64}$/.test(text)

export const bytesOf = (text: string): Bytes => new Uint8Array(new TextEncoder().encode(text))

export const digestOf = async (bytes: Bytes): Promise<Digest> => {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return `sha256:${hash.toHex()}`
}

// `sha256:abc` is `sha256-abc` in the tags of cosign and of the referrers tag schema.
export const dashed = (digest: Digest): string => digest.replace(':', '-')
