// Run once before all tests of the demo: it takes half a minute to write, and each file takes a copy.
import type { TestProject } from 'vitest/node'
import { createWorkspace } from '../clients/workspace.ts'
import { NOW, openStore } from './demo-store.ts'

/** Returns what removes it. */
export default async function writeDemo({ provide }: TestProject): Promise<() => Promise<void>> {
  const workspace = await createWorkspace()
  try {
    const state = await workspace.folder('written')
    const store = await openStore(state)
    try {
      provide('writtenDemo', { state, said: await store.start(NOW) })
    } finally {
      await store.dispose()
    }
  } catch (error) {
    await workspace.cleanUp()
    throw error
  }
  return workspace.cleanUp
}
