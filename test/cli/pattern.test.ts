// What a pattern that nobody knows a repository of makes of a comparison, by whose routes document it is.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createWorkspace } from '../clients/workspace.ts'
import { fairlead, writeRoutes } from './fairlead.ts'
import { type Switching, createSwitching, documentOf } from './switching.ts'

const PATTERNS = ['cert-manager-controller', 'charts/*']
const NEVER_PULLED =
  'Warning: "charts/*" was NOT compared: nothing of it was ever pulled through this gateway.'
const NOT_KNOWN =
  'Warning: "charts/*" was NOT compared: which repositories it stands for is not known. Name some with --repository'

const workspace = await createWorkspace()
let switching: Switching
let file: string
beforeAll(async () => {
  switching = await createSwitching()
  workspace.later(switching.stop)
  const document = documentOf(switching.standIns, PATTERNS)
  file = await writeRoutes(await workspace.folder('routes'), document)
}, 60_000)
beforeEach(() => {
  switching.calm()
  switching.world.patterns = PATTERNS
})
afterAll(() => workspace.cleanUp(), 60_000)

describe('a pattern that no repository is known of', { timeout: 60_000 }, () => {
  it("is no failure in the gateway's own document, by which people pull", async () => {
    const { code, out } = await switching.run('verify')
    expect([code, out]).toEqual([0, expect.stringContaining(NEVER_PULLED)])
  })

  it("could not be found out in a document of one's own, whether or not a gateway is given", async () => {
    const before = await switching.run('--routes', file, 'verify')
    expect([before.code, before.out]).toEqual([2, expect.stringContaining(`${NOT_KNOWN}.\n`)])
    const pair = ['--from', 'quay', '--to', 'ghcr']
    const without = await fairlead(['--routes', file, 'verify', ...pair])
    expect([without.code, without.out]).toEqual([
      2,
      expect.stringContaining(`${NOT_KNOWN}, or give --gateway`),
    ])
    const named = await switching.run('--routes', file, 'verify', '--repository', 'cert-manager-controller')
    expect([named.code, named.out.includes('Warning')]).toEqual([0, false])
  })

  it('does not keep from a switch, whichever document it is compared by', async () => {
    const { code, out } = await switching.run('--routes', file, 'switch', 'ghcr')
    expect([code, out]).toEqual([0, expect.stringContaining(NEVER_PULLED)])
    expect(switching.world).toMatchObject({ active: 'ghcr', puts: 1 })
  })
})
