// A Worker starts anew in every data centre and has to be read each time: what it weighs is felt by whoever comes first.
import { expect, it } from 'vitest'
import { bundleGzipKib } from '../bench/bundle-size.ts'

const GZIP_KIB_MAX = 150

it(`the bundle is at most ${GZIP_KIB_MAX} KiB, compressed`, { timeout: 60_000 }, async () => {
  expect(await bundleGzipKib()).toBeLessThanOrEqual(GZIP_KIB_MAX)
})
