// Real downloaders fetch release files through the real product, and D1 has one download for each, however it came.
import { join } from 'node:path'
import { createHash } from 'node:crypto'
import { readFile, truncate } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { commandOf } from './command.ts'
import { START_MS_MAX } from './part.ts'
import { isPossible } from './possible.ts'
import { type Product, startProduct } from './product.ts'
import { readTally } from './tally.ts'
import { createWorkspace } from './workspace.ts'

const COUNTED_MS_MAX = 20_000
const FILE = 'cmctl_linux_amd64.tar.gz'
const PART_BYTES = 100_000

const DOWNLOADERS = [
  { program: 'curl', whole: ['-sSfLO'], rest: ['-sSfL', '-C', '-', '-O'] },
  { program: 'wget', whole: ['-q'], rest: ['-q', '-c'] },
]

const workspace = await createWorkspace()
let product: Product
let state: string

beforeAll(async () => {
  const folder = await workspace.folder('product')
  state = join(folder, 'state')
  product = await startProduct(folder, {})
  workspace.later(product.stop)
}, START_MS_MAX)
afterAll(() => workspace.cleanUp(), 120_000)

describe.each(DOWNLOADERS)('$program', ({ program, whole, rest }) => {
  if (!isPossible({ programs: [program] })) return

  it('fetches a file as it was published, goes on where it broke off, and is counted once', async () => {
    const folder = await workspace.folder(program)
    const fetchWith = (args: string[], name: string) =>
      commandOf(folder, program, args)(`http://localhost:${product.port}/releases/v1.19.0/${name}`)
    await fetchWith(whole, 'checksums.txt')
    await fetchWith(whole, FILE)
    const sums = await readFile(join(folder, 'checksums.txt'), 'utf8')
    expect(sums).toContain(await sumOf(join(folder, FILE)))
    await truncate(join(folder, FILE), PART_BYTES)
    await fetchWith(rest, FILE)
    expect(sums).toContain(await sumOf(join(folder, FILE)))
    // Counted in the order of requests: with what comes last, all is there.
    await fetchWith(whole, 'cert-manager.yaml')
    const downloads = await vi.waitFor(() => downloadsOf(program, 3), {
      timeout: COUNTED_MS_MAX,
      interval: 500,
    })
    expect(downloads).toEqual([
      'releases/cert-manager.yaml v1.19.0  tool',
      'releases/checksums.txt v1.19.0  tool',
      'releases/cmctl v1.19.0 linux/amd64 tool',
    ])
  })
})

async function sumOf(path: string): Promise<string> {
  return `${createHash('sha256')
    .update(await readFile(path))
    .digest('hex')}  ${FILE}`
}

/** Throws while there are fewer. */
function downloadsOf(program: string, atLeast: number): string[] {
  const own = readTally(state).all.filter(
    ({ metric, client }) => metric === 'file_download' && client === program,
  )
  if (own.length < atLeast) throw new Error(`${own.length} downloads by ${program} are counted`)
  return own
    .map(({ artifact, version, platform, class: of }) => `${artifact} ${version} ${platform} ${of}`)
    .toSorted()
}
