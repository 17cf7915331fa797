// `npm start -- --demo` as people use it.
import { afterAll, expect, it } from 'vitest'
import { startProduct } from '../clients/product.ts'
import { createWorkspace } from '../clients/workspace.ts'

const workspace = await createWorkspace()
afterAll(() => workspace.cleanUp(), 60_000)

it('npm start shows a demo when asked, and never as anything else', { timeout: 240_000 }, async () => {
  const folder = await workspace.folder('demo')
  const demo = await startProduct(folder, { demo: true })
  workspace.later(demo.stop)
  expect(demo.output()).toMatch(/Writing 400 days of demo history[^]*100 %[^]*This is a demo/)
  await demo.stop()
  const real = startProduct(folder, {})
  await expect(real).rejects.toThrow(/ended with 1/)
  await expect(real).rejects.toThrow(/holds the made-up numbers of a demo: add --demo/)
})
