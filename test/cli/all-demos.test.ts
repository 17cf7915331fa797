// All tests that have a demo, as one file, so that they run beside others but not beside each other: two demos being written
// at a time lose their connections to workerd.
import { afterAll, beforeAll, describe } from 'vitest'
import { removeDemo, writeDemo } from './demo-written.ts'

/** A busy machine is no failure. */
const BUSY_MS = 120_000

beforeAll(writeDemo, BUSY_MS)
afterAll(removeDemo, BUSY_MS)

// Imported inside, so that each opens its copy when it is its turn, and closes it after.
describe('the demo', async () => {
  await import('./demo.test.ts')
})
describe('its life', async () => {
  await import('./demo-life.test.ts')
})
describe('its start', async () => {
  await import('./start-demo.test.ts')
})
