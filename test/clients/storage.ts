// podman and buildah keep images in the same kind of storage; this is one apart from the machine's.
import { join } from 'node:path'

/** vfs only copies: overlayfs may not be had inside a container. */
export function storageArguments(folder: string): string[] {
  return ['--storage-driver', 'vfs', '--root', join(folder, 'root'), '--runroot', join(folder, 'run')]
}
