// Run once before all of these tests: the product with its demo, whose numbers every file may look at and none changes.
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { openStore } from '../cli/demo-store.ts'
import { startProduct } from '../clients/product.ts'
import { createWorkspace } from '../clients/workspace.ts'
import { isInstalled } from './chromium.ts'

/** Returns what ends it. */
export default async function startDemo({ provide }: TestProject): Promise<() => Promise<void>> {
  if (!isInstalled()) return () => Promise.resolve()
  const workspace = await createWorkspace()
  try {
    const folder = await workspace.folder('demo')
    const store = await openStore(join(folder, 'state'))
    try {
      await store.start(Date.now())
    } finally {
      await store.dispose()
    }
    const other = await workspace.folder('same')
    await cp(folder, other, { recursive: true })
    provide('sameDemo', other)
    const product = await startProduct(folder, { demo: true })
    workspace.later(product.stop)
    provide('demo', `http://localhost:${product.port}`)
  } catch (error) {
    await workspace.cleanUp()
    throw error
  }
  return workspace.cleanUp
}
