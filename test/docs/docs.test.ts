// What the docs tell people to type is typed, in the order in which it stands there.
import { readFile, readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWorkspace } from '../clients/workspace.ts'
import { type Checkout, createCheckout } from './checkout.ts'
import { commandsOf } from './command.ts'
import { UNRUN } from './unrun.ts'

const PROJECT = resolve(import.meta.dirname, '../..')
const docs = (await readdir(join(PROJECT, 'docs'))).filter((file) => file.endsWith('.md')).toSorted()
const pages = ['README.md', ...docs.map((file) => `docs/${file}`)]
const commands = (
  await Promise.all(pages.map(async (page) => commandsOf(page, await readFile(join(PROJECT, page), 'utf8'))))
).flat()
const reasonNotToRun = (text: string) => UNRUN.find(({ command }) => command.test(text))?.why ?? null

const workspace = await createWorkspace()
let checkout: Checkout

beforeAll(async () => {
  checkout = await createCheckout(await workspace.folder('checkout'), {})
  workspace.later(await checkout.start())
}, 120_000)
afterAll(() => workspace.cleanUp(), 60_000)

describe('a command of the docs', { timeout: 180_000 }, () => {
  it.each(commands.filter(({ text }) => reasonNotToRun(text) === null))('$place: $text', async ({ text }) => {
    await checkout.run(text)
  })

  it('is left out only for a reason that holds for one', () => {
    const unneeded = UNRUN.filter(({ command }) => !commands.some(({ text }) => command.test(text)))
    expect(unneeded).toEqual([])
  })
})
