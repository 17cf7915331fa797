// Run once before all of these tests: the product with its demo, whose numbers every file may look at and none changes.
import type { TestProject } from 'vitest/node'
import { startProduct } from '../clients/product.ts'
import { createWorkspace } from '../clients/workspace.ts'
import { isInstalled } from './chromium.ts'

declare module 'vitest' {
  // eslint-disable-next-line @typescript-eslint/consistent-type-definitions -- only an interface can be added to
  export interface ProvidedContext {
    demo: string
  }
}

/** Returns what ends it. */
export default async function startDemo({ provide }: TestProject): Promise<() => Promise<void>> {
  if (!isInstalled()) return () => Promise.resolve()
  const workspace = await createWorkspace()
  try {
    const product = await startProduct(await workspace.folder('demo'), { demo: true })
    workspace.later(product.stop)
    provide('demo', `http://localhost:${product.port}`)
  } catch (error) {
    await workspace.cleanUp()
    throw error
  }
  return workspace.cleanUp
}
