// What the docs tell people to type is typed, in the order in which it stands there.
import { readFile, readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startStandIn } from '../clients/stand-in.ts'
import { createWorkspace } from '../clients/workspace.ts'
import { type Checkout, startCheckout } from './checkout.ts'
import { type DocCommand, commandsOf } from './command.ts'
import { UNRUN } from './unrun.ts'

const PROJECT = resolve(import.meta.dirname, '../..')
const TOKEN = { stand: 'local-admin-token', registries: 'change-me-please' }
/** Pages about a domain that has two registries behind it. */
const OF_TWO_REGISTRIES = ['docs/adopting.md', 'docs/firewall.md', 'docs/runbook.md', 'docs/switching.md']

const docs = (await readdir(join(PROJECT, 'docs'))).filter((file) => file.endsWith('.md')).toSorted()
const pages = await Promise.all(
  ['README.md', ...docs.map((file) => `docs/${file}`)].map(async (page) => {
    const commands = commandsOf(page, await readFile(join(PROJECT, page), 'utf8'))
    return { page, commands }
  }),
)
const isRun = ({ text }: DocCommand) => !UNRUN.some(({ command }) => command.test(text))

const workspace = await createWorkspace()
afterAll(() => workspace.cleanUp(), 60_000)

describe('the docs', { timeout: 180_000 }, () => {
  describe('before the stand-in registry', () => {
    let checkout: Checkout
    beforeAll(async () => {
      const env = { ADMIN_TOKEN: TOKEN.stand }
      checkout = await startCheckout(await workspace.folder('one'), { args: [], env })
      workspace.later(checkout.stop)
      await makeKnown(checkout)
    }, 120_000)
    for (const { page, commands } of pages.filter((each) => !OF_TWO_REGISTRIES.includes(each.page)))
      follow(page, commands, () => checkout)
  })

  describe('before two registries', () => {
    let checkout: Checkout
    beforeAll(async () => {
      checkout = await startBeforeTwo()
    }, 180_000)
    for (const { page, commands } of pages.filter((each) => OF_TWO_REGISTRIES.includes(each.page)))
      follow(page, commands, () => checkout)
  })

  it('leave a command out of this test only for a reason that holds for one', () => {
    const texts = pages.flatMap(({ commands }) => commands.map(({ text }) => text))
    expect(UNRUN.filter(({ command }) => !texts.some((text) => command.test(text)))).toEqual([])
  })
})

/** Variables that a page says to set hold for the rest of it. */
function follow(page: string, commands: DocCommand[], checkout: () => Checkout): void {
  const run = commands.filter(isRun)
  if (run.length === 0) return
  describe(page, () => {
    it.each(run)('$place: $text', async (command) => {
      const before = run.slice(0, run.indexOf(command)).map(({ text }) => text)
      const set = before.filter((text) => text.startsWith('export '))
      await checkout().run([...set, command.text].join('\n'))
    })
  })
}

/** The same two by the names of docs/switching.md and by those of config/cert-manager.json. */
async function startBeforeTwo(): Promise<Checkout> {
  const registries = []
  for (const name of ['first', 'second']) {
    const standIn = await startStandIn(await workspace.folder(name), {})
    workspace.later(standIn.stop)
    registries.push(standIn.url)
  }
  const [first = '', second = ''] = registries
  const args = registries.flatMap((url) => ['--upstream', `${url}/jetstack`])
  const env = { ADMIN_TOKEN: TOKEN.registries }
  const checkout = await startCheckout(await workspace.folder('two'), { args, env })
  workspace.later(checkout.stop)
  const upstreams = (registry: string) => ({ registry, namespace: 'jetstack' })
  await checkout.run(
    `npx wrangler kv key get --binding CONFIG --local routes > routes.json
     node -e '
       const { readFileSync, writeFileSync } = require("node:fs")
       const own = JSON.parse(readFileSync("routes.json", "utf8"))
       const upstreams = JSON.parse(process.argv[1])
       writeFileSync("config/cert-manager.json", JSON.stringify({ ...own, upstreams }))
     ' '${JSON.stringify({ first: upstreams(first), second: upstreams(second), quay: upstreams(first), ghcr: upstreams(second) })}'
     npx wrangler kv key put --binding CONFIG --local routes --path config/cert-manager.json`,
  )
  await makeKnown(checkout)
  return checkout
}

/** Pulled, and in the numbers. */
async function makeKnown(checkout: Checkout): Promise<void> {
  await checkout.run('curl -s http://localhost:8787/v2/cert-manager-controller/manifests/v1.19.0')
  await vi.waitFor(
    async () => {
      const answer = await fetch(`http://127.0.0.1:${checkout.port}/api/v1/artifacts`)
      expect(await answer.text()).toContain('cert-manager-controller')
    },
    { timeout: 60_000, interval: 500 },
  )
}
