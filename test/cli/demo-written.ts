// A demo that is written once for all of its tests: it takes half a minute, and each file takes a copy.
import { createWorkspace } from '../clients/workspace.ts'
import { NOW, openStore } from './demo-store.ts'

export type WrittenDemo = {
  /** The folder to copy. */
  state: string
  /** What was said while it was written. */
  said: string
}

const workspace = await createWorkspace()
let written: WrittenDemo | null = null

/** Throws an error before it is written. */
export function writtenDemo(): WrittenDemo {
  if (written === null) throw new Error('the demo is not written: test/cli/all-demos.test.ts does that')
  return written
}

export async function writeDemo(): Promise<void> {
  const state = await workspace.folder('written')
  const store = await openStore(state)
  try {
    written = { state, said: await store.start(NOW) }
  } finally {
    await store.dispose()
  }
}

export function removeDemo(): Promise<void> {
  return workspace.cleanUp()
}
