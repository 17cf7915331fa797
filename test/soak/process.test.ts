import { once } from 'node:events'
import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { portsOf, workerdsBelow } from './process.ts'

describe.runIf(process.platform === 'linux')('a process, as Linux tells it', () => {
  it('has the ports that it listens on, and no others', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = address !== null && typeof address === 'object' ? address.port : NaN
    expect(await portsOf(process.pid)).toContain(port)
    expect(await portsOf(process.ppid)).not.toContain(port)
    server.close()
    await once(server, 'close')
    expect(await portsOf(process.pid)).not.toContain(port)
  })

  it('has nothing once it has ended', async () => {
    const none = 2 ** 30
    expect(await portsOf(none)).toEqual([])
    expect(await workerdsBelow(none)).toEqual([])
  })
})
