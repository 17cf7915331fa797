// `npm start` as people use it: a process that starts others, and ends them.
import { once } from 'node:events'
import { globSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { type Product, configOf, startProduct } from '../clients/product.ts'
import { findPort } from '../registry/port.ts'
import { createWorkspace } from '../clients/workspace.ts'
import { portsOf } from '../soak/process.ts'
import { descendantsOf, isAlive } from './process.ts'

const PATH = '/v2/cert-manager-controller/manifests/v1.19.0'
const OLD_PATH = '/v2/jetstack/cert-manager-controller/manifests/v1.19.0'

const WAIT = { timeout: 30_000 }

const workspace = await createWorkspace()
afterAll(() => workspace.cleanUp(), 60_000)

describe('npm start', { timeout: 240_000 }, () => {
  it('runs the gateway before the stand-in registry until Ctrl-C', async () => {
    const folder = await workspace.folder('stand-in')
    const product = await startProduct(folder, {})
    workspace.later(product.stop)
    for (const host of ['127.0.0.1', '[::1]'])
      for (const port of [product.port, product.registryPort])
        expect((await fetch(`http://${host}:${port}/v2/`)).status).toBe(200)
    expect(product.output()).toContain(
      `docker pull localhost:${product.port}/cert-manager-controller:v1.19.0`,
    )
    expect(product.output()).toContain(`http://localhost:${product.port}/api/v1/status`)
    // What the Worker reads itself from assets/ is nobody else's.
    expect((await fetch(`http://localhost:${product.port}/public-suffix-list.txt`)).status).toBe(404)
    const digest = await digestOf(product, PATH)
    expect(digest).toMatch(/^sha256:/)
    expect(await digestOf(product, OLD_PATH)).toBe(digest)
    const artifacts = async () => (await fetch(`http://localhost:${product.port}/api/v1/artifacts`)).text()
    await vi.waitFor(async () => expect(await artifacts()).toContain('cert-manager-controller'), WAIT)
    const routes = await configOf(folder)('get', 'routes')
    expect(JSON.parse(routes)).toMatchObject({ upstreams: { local: { namespace: 'jetstack' } } })
    const started = await descendantsOf(product.pid)
    expect(started).toHaveLength(2)
    expect(await product.stop()).toBe(0)
    expect((await Promise.all(started.map(isAlive))).filter(Boolean)).toEqual([])
  })

  it('starts token mode, with a private image and the login that it prints', async () => {
    const product = await startProduct(await workspace.folder('token'), { auth: 'token' })
    workspace.later(product.stop)
    const gateway = `http://localhost:${product.port}`
    const [, user = '', password = ''] =
      /docker login localhost:\d+ --username (\S+) --password (\S+)/.exec(product.output()) ?? []
    const statusWith = async (login: string) => {
      const headers = { Authorization: `Basic ${btoa(login)}` }
      const scope = 'repository:cert-manager-webhook:pull'
      const answer = await fetch(`${gateway}/token?scope=${scope}`, login === '' ? {} : { headers })
      if (!answer.ok) return answer.status
      const { token } = await answer.json<{ token: string }>()
      const image = `${gateway}/v2/cert-manager-webhook/manifests/v1.19.0`
      return (await fetch(image, { headers: { Authorization: `Bearer ${token}` } })).status
    }
    expect((await fetch(`${gateway}/v2/`)).status).toBe(401)
    expect(await statusWith(`${user}:${password}`)).toBe(200)
    expect(await statusWith(`${user}:guessed`)).toBe(401)
    expect(await statusWith('')).toBe(401)
    expect(await product.stop()).toBe(0)
  })

  it('hands the admin token on where nobody else on the machine can read it, and says what was changed with it', async () => {
    const adminToken = `token-of-this-run-${await findPort()}`
    const folder = await workspace.folder('admin')
    const product = await startProduct(folder, { adminToken })
    workspace.later(product.stop)
    const headers = { Authorization: `Bearer ${adminToken}`, 'Content-Type': 'application/json' }
    const answer = await fetch(`http://127.0.0.1:${product.port}/admin/v1/upstream`, { headers })
    expect(await answer.json()).toEqual({
      active: 'local',
      set: null,
      may_serve: ['local'],
      upstreams: ['local'],
    })
    const body = JSON.stringify({ upstream: 'local', force: true })
    expect((await fetch(answer.url, { method: 'PUT', headers, body })).status).toBe(200)
    await vi.waitFor(
      () => expect(product.output()).toContain('"message":"the configuration was changed"'),
      WAIT,
    )
    const processes = [product.pid, ...(await descendantsOf(product.pid))]
    const commands = await Promise.all(processes.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8')))
    expect(commands.join()).toContain('workerd')
    expect(commands.join() + product.output()).not.toContain(adminToken)
    const files = globSync('**/*', { cwd: folder, withFileTypes: true }).filter((file) => file.isFile())
    expect(files.length).toBeGreaterThan(0)
    const bytes = files.map((file) => readFileSync(join(file.parentPath, file.name)))
    expect(bytes.filter((content) => content.includes(adminToken))).toEqual([])
    expect(await product.stop()).toBe(0)
  })

  it.each([
    ['PORT', 'port'],
    ['REGISTRY_PORT', 'registryPort'],
  ])('refuses a %s that is taken', async (variable, setting) => {
    const port = await findPort()
    const other = createServer().listen(port, '127.0.0.1')
    await once(other, 'listening')
    const refused = startProduct(await workspace.folder('taken'), { [setting]: port })
    await expect(refused).rejects.toThrow(/ended with 1/)
    await expect(refused).rejects.toThrow(`port ${port} is taken; set ${variable} to another port`)
    other.close()
  })

  it('refuses a port at which no browser would ask it', async () => {
    const refused = startProduct(await workspace.folder('unasked'), { registryPort: 5060 })
    await expect(refused).rejects.toThrow(/port 5060 is asked by no browser.*set REGISTRY_PORT to another/)
  })

  it('comes back when workerd crashes, and says so', async () => {
    const folder = await workspace.folder('crashes')
    const product = await startProduct(folder, { upstreams: [`http://127.0.0.1:${await findPort()}`] })
    workspace.later(product.stop)
    const [workerd = 0, ...others] = await descendantsOf(product.pid)
    expect(others).toEqual([])
    process.kill(workerd, 'SIGKILL')
    await vi.waitFor(
      () => expect(product.output()).toContain('crashed unexpectedly and is being restarted'),
      WAIT,
    )
    const isHealthy = async () => (await fetch(`http://localhost:${product.port}/healthz`)).ok
    await vi.waitFor(async () => expect(await isHealthy()).toBe(true), WAIT)
    expect(await product.stop()).toBe(0)
  })

  // These two wait for the most part, so they wait together.
  it.concurrent(
    'keeps a switch that was made while it ran for the next run, and forgets one that means nothing there',
    async () => {
      const folder = await workspace.folder('switched')
      const registry = `http://127.0.0.1:${await findPort()}`
      const upstreams = [`${registry}/one`, `${registry}/two`]
      const both = await startProduct(folder, { upstreams })
      workspace.later(both.stop)
      await both.switchTo('second')
      await both.stop()
      const again = await startProduct(folder, { upstreams })
      workspace.later(again.stop)
      expect(again.output()).toMatch(/Active upstream: +second, as switched/)
      await again.stop()
      const one = await startProduct(folder, { upstreams: upstreams.slice(0, 1) })
      workspace.later(one.stop)
      expect(one.output()).toMatch(/Active upstream: +first; "second" of an earlier run/)
    },
  )

  it.concurrent('ends, and says so, when workerd cannot come back', async () => {
    const folder = await workspace.folder('ends')
    const product = await startProduct(folder, { upstreams: [`http://127.0.0.1:${await findPort()}`] })
    workspace.later(product.stop)
    const [workerd = 0] = await descendantsOf(product.pid)
    const ports = await portsOf(workerd)
    process.kill(workerd, 'SIGKILL')
    await Promise.all(ports.map(take))
    expect(await product.ended()).toBe(1)
    expect(product.output()).toContain('the gateway crashed, and does not come back within 20 s')
  })

  it('ends all of it, without a word, when a terminal sends Ctrl-C to every process', async () => {
    const folder = await workspace.folder('group')
    const product = await startProduct(folder, { upstreams: [`http://127.0.0.1:${await findPort()}`] })
    workspace.later(product.stop)
    const before = product.output()
    const all = [...(await descendantsOf(product.pid)), product.pid]
    for (const pid of all) process.kill(pid, 'SIGINT')
    expect(await product.ended()).toBe(0)
    expect(product.output()).toBe(before)
    expect((await Promise.all(all.map(isAlive))).filter(Boolean)).toEqual([])
  })
})

/** Listens there as soon as nobody else does, and answers nobody. */
async function take(port: number): Promise<void> {
  const server = createServer((client) => client.destroy())
  workspace.later(() => new Promise((resolve) => server.close(resolve)))
  await vi.waitFor(() => once(server.listen(port, '127.0.0.1'), 'listening'), { ...WAIT, interval: 5 })
}

async function digestOf({ port }: Product, path: string): Promise<string | null> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'HEAD' })
  return answer.headers.get('Docker-Content-Digest')
}
