// A Worker starts anew in every data centre and has to be read each time: what it weighs is felt by whoever comes first.
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { bundleGzipKib } from '../bench/bundle-size.ts'
import { bundle } from '../bench/bundle.ts'

const GZIP_KIB_MAX = 150

it(`the bundle is at most ${GZIP_KIB_MAX} KiB, compressed`, { timeout: 60_000 }, async () => {
  expect(await bundleGzipKib()).toBeLessThanOrEqual(GZIP_KIB_MAX)
})

// Nothing else in the gate runs them.
it.each(['ledger/worker.ts', 'gateway/platform-stand-in.ts', 'gateway/engine.ts'])(
  'the Worker of the benches %s can be bundled',
  async (file) => {
    expect(await bundle(resolve(import.meta.dirname, '../bench', file))).not.toBe('')
  },
)
