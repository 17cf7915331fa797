// One request as an upstream saw it.

export type Asked = { method: string; path: string; status: number; userAgent: string; authorized: boolean }

export function isBlobRead({ method, path }: Asked): boolean {
  return method === 'GET' && path.includes('/blobs/')
}

export function isWholeBlob(asked: Asked): boolean {
  return isBlobRead(asked) && asked.status === 200
}

/** Of the blob it is about, wherever it lies: `/v2/a/blobs/sha256:<hex>` or `/blobs/sha256/<hex>`. */
export function digestOf({ path }: Asked): string {
  return `sha256:${path.slice(-64)}`
}
