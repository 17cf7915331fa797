// Real clients in token mode: a private image with the right login, a wrong one and none, and what people are told.
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { Account, Client, Driver } from './client.ts'
import { DRIVERS, startClients } from './driver.ts'
import { type Mortal, startMortal } from './mortal.ts'
import { START_MS_MAX } from './part.ts'
import { isPossible } from './possible.ts'
import { type Product, startProduct } from './product.ts'
import { NAMESPACE } from './stand-in.ts'
import { wordsOf } from './token-manner.ts'
import { createWorkspace } from './workspace.ts'

const RIGHT: Account = { user: 'ann', password: 'ann-password' }
const WRONG: Account = { user: 'ann', password: 'guessed-password' }
const PRIVATE = 'cert-manager-controller'
const PUBLIC = 'cert-manager-webhook'
const VERSION = `${PRIVATE} v1.19.0 linux/amd64`
const SWITCHES = {
  auth: 'token' as const,
  users: { [RIGHT.user]: RIGHT.password },
  privateRepositories: [`${NAMESPACE}/${PRIVATE}`],
  tokenTtlSeconds: 300,
}

const workspace = await createWorkspace()
let registries: [Mortal, Mortal]
let product: Product
let clients = new Map<Driver, Client>()

beforeAll(async () => {
  registries = [await startMortal(workspace, SWITCHES), await startMortal(workspace, SWITCHES)]
  const upstreams = registries.map(({ url }) => url)
  product = await startProduct(await workspace.folder('product'), { upstreams, auth: 'token' })
  workspace.later(product.stop)
  clients = await startClients(workspace, DRIVERS)
}, START_MS_MAX)
afterAll(() => workspace.cleanUp(), 120_000)

for (const driver of DRIVERS)
  describe(driver.name, () => {
    if (isPossible(driver)) pulls(driver)
  })

function pulls(driver: Driver): void {
  const words = wordsOf(driver.name)
  const client = () => {
    const started = clients.get(driver)
    if (started === undefined) throw new Error(`${driver.name} was not started`)
    return started
  }
  const host = () => `localhost:${product.port}`
  const image = (name: string) =>
    ({ reference: `${host()}/${name}:v1.19.0`, platform: 'linux/amd64' }) as const
  const login = (account: Account) => client().login(host(), account)
  const pull = (name: string) => client().pull(image(name))

  async function versionPulled(name: string): Promise<string> {
    await pull(name)
    try {
      return (await client().readFile(image(name), 'etc/cert-manager/version')).trim()
    } finally {
      await client().remove(image(name))
    }
  }

  beforeEach(async () => {
    // Some say that nobody is logged in.
    await client()
      .logout(host())
      .catch(() => null)
    for (const registry of registries) await registry.setSwitches(SWITCHES)
  })

  it('pulls what is public without a login', async () => {
    expect(await versionPulled(PUBLIC)).toBe(`${PUBLIC} v1.19.0 linux/amd64`)
  })

  it('pulls what is private with the right login, and shows it to no content host', async () => {
    await login(RIGHT)
    expect(await versionPulled(PRIVATE)).toBe(VERSION)
    const asked = await registries[0].requests()
    const byClient = asked.filter(({ userAgent }) => client().userAgent.test(userAgent))
    expect(byClient.length).toBeGreaterThan(0)
    expect(byClient.filter(({ kind, authorization }) => kind !== 'cdn' || authorization !== 'none')).toEqual(
      [],
    )
  })

  it('says what to do to whoever pulls what is private without a login', async () => {
    await expect(pull(PRIVATE)).rejects.toThrow(words.withoutLogin)
  })

  it('is told that a login is wrong, and then pulls nothing private', async () => {
    if (words.wrongLogin === null) await login(WRONG)
    else await expect(login(WRONG)).rejects.toThrow(words.wrongLogin)
    await expect(pull(PRIVATE)).rejects.toThrow(
      words.wrongLogin === null ? words.lostLogin : words.withoutLogin,
    )
  })

  it('says what to do when the login is not accepted any more', async () => {
    await login(RIGHT)
    await registries[0].setSwitches({ users: {} })
    await expect(pull(PRIVATE)).rejects.toThrow(words.lostLogin)
  })

  it('pulls across a switch of the upstream, and its login goes only where it was given for', async () => {
    await login(RIGHT)
    expect(await versionPulled(PRIVATE)).toBe(VERSION)
    await product.switchTo('second')
    onTestFinished(() => product.switchTo('first'))
    if (words.holdsIdentity) {
      await expect(pull(PRIVATE)).rejects.toThrow(words.lostLogin)
      expect((await registries[1].requests()).filter(({ method }) => method === 'POST')).toEqual([])
      await login(RIGHT)
    }
    expect(await versionPulled(PRIVATE)).toBe(VERSION)
  })

  it('pulls with tokens that last two seconds, again and again', async () => {
    for (const registry of registries) await registry.setSwitches({ tokenTtlSeconds: 2 })
    await login(RIGHT)
    const token = await ownToken()
    for (let time = 0; time < 2; time++) {
      expect(await versionPulled(PRIVATE)).toBe(VERSION)
      // Until one that was asked for before the pull has run out.
      await expect.poll(() => challengeTo(token), { timeout: 10_000 }).toContain('error="invalid_token"')
    }
  })
}

async function ownToken(): Promise<string> {
  const Authorization = `Basic ${btoa(`${RIGHT.user}:${RIGHT.password}`)}`
  const url = `http://localhost:${product.port}/token?scope=repository:${PRIVATE}:pull`
  const answer = await fetch(url, { headers: { Authorization } })
  return (await answer.json<{ token: string }>()).token
}

async function challengeTo(token: string): Promise<string> {
  const url = `http://localhost:${product.port}/v2/${PRIVATE}/manifests/v1.19.0`
  const { headers } = await fetch(url, { headers: { Authorization: `Bearer ${token}` } })
  return headers.get('WWW-Authenticate') ?? ''
}
