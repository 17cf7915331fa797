// The runtime's own gzip: it writes no time and no name, so equal input gives equal output.
import type { Bytes } from './digest.ts'

const through = async (bytes: Bytes, transform: CompressionStream | DecompressionStream): Promise<Bytes> =>
  new Uint8Array(await new Response(new Response(bytes).body?.pipeThrough(transform) ?? null).arrayBuffer())

export const gzip = (bytes: Bytes): Promise<Bytes> => through(bytes, new CompressionStream('gzip'))

export const gunzip = (bytes: Bytes): Promise<Bytes> => through(bytes, new DecompressionStream('gzip'))
