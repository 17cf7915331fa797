// A root file system layer: the compressed bytes, and the digest of the archive inside that the config lists.
import { archiveOf, type Files } from './archive.ts'
import { digestOf, type Bytes, type Digest } from './digest.ts'
import { gunzip, gzip } from './gzip.ts'

export type Layer = { bytes: Bytes; diffId: Digest; createdBy: string }

export const layerOf = async (createdBy: string, files: Files): Promise<Layer> => {
  const archive = await archiveOf(files)
  return { bytes: await gzip(archive), diffId: await digestOf(archive), createdBy }
}

// BuildKit's constant for "nothing changed": gzip of an empty archive, as Go writes it. Many images end in it, so it
// must be these 32 bytes: sha256:4f4fb700ef54461cfa02571ae0db9a0dc1e0cdb5577484a6d75e68dc38e8acc1.
const EMPTY_LAYER = '1f8b08000000000000ff621805a360148c5800080000ffff2eafb5ef00040000'

export const emptyLayer = async (createdBy: string): Promise<Layer> => {
  const bytes = Uint8Array.fromHex(EMPTY_LAYER)
  return { bytes, diffId: await digestOf(await gunzip(bytes)), createdBy }
}
