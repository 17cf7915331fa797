// Reading somebody's body without trusting its length.

/** The whole body, or null if it is longer than `bytesMax`; the rest is then not read. Rejects if it breaks off. */
export async function readBody(response: Response, bytesMax: number): Promise<ArrayBuffer | null> {
  const declared = Number(response.headers.get('Content-Length') ?? 0)
  if (declared > bytesMax) {
    await discardBody(response)
    return null
  }
  const chunks: Uint8Array[] = []
  let length = 0
  const body: ReadableStream<Uint8Array> | null = response.body
  for await (const chunk of body ?? []) {
    length += chunk.byteLength
    // Leaving the loop cancels the stream.
    if (length > bytesMax) return null
    chunks.push(chunk)
  }
  return await new Blob(chunks).arrayBuffer()
}

/** Lets go of a body nobody will read; an unread one holds one of the six connections a Worker has. */
export async function discardBody(response: Response): Promise<void> {
  await response.body?.cancel().catch(() => null)
}
