// A host that DNS gives two addresses, one of which does not work: some programs try that one first.
import { Socket, connect } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Standing, serveStandIn } from '../web.ts'
import { walk } from './walk.ts'

/** Of an interface that this machine does not have; packets to it are lost. */
const LOST = '2001:db8::1'
/** Nobody listens here; the family is that of IPv6, whether or not this machine has any. */
const REFUSING = '::ffff:127.0.0.2'

const addresses = vi.hoisted(() => ({ of: [] as { address: string; family: number }[] }))
vi.mock('node:dns/promises', async (original) => {
  const dns = await original<typeof import('node:dns/promises')>()
  const lookup = (name: string, options: { all: true }) =>
    name === 'localhost' ? Promise.resolve(addresses.of) : dns.lookup(name, options)
  return { ...dns, lookup }
})
vi.mock('node:net', async (original) => {
  const net = await original<typeof import('node:net')>()
  return {
    ...net,
    connect: (options: { host: string; port: number; family: number }) =>
      options.host === LOST ? new net.Socket() : net.connect(options),
  }
})

let standIn: Standing
beforeAll(async () => {
  standIn = await serveStandIn('jetstack')
})
beforeEach(() => {
  addresses.of = []
})
afterAll(() => standIn.stop())

const walkLocalhost = (...found: [address: string, family: number][]) => {
  addresses.of = found.map(([address, family]) => ({ address, family }))
  return walk(`localhost:${new URL(standIn.url).port}`)
}

describe('fairlead doctor, where IPv6 is broken', () => {
  it('is replaced where it has to be', () => {
    expect(connect({ host: LOST, port: 1 })).toBeInstanceOf(Socket)
  })

  it.each([
    [
      'refuses',
      REFUSING,
      /IPv6 to localhost \(::ffff:127\.0\.0\.2\) does not work: the connection is refused/,
    ],
    ['hangs', LOST, /IPv6 to localhost \(2001:db8::1\) does not work: nothing answers within 0\.4 s/],
  ])('goes on by IPv4 and warns of what %s', async (_, address, words) => {
    const { blocked, trail, said } = await walkLocalhost(['127.0.0.1', 4], [address, 6])
    expect(blocked).toBeNull()
    expect(trail.warnings).toEqual([expect.stringMatching(words)])
    expect(trail.warnings[0]).toContain('programs that try it first are slow or fail')
    expect(said).toContain('Warning: IPv6 to localhost')
    expect(trail.hops.filter(({ step, host }) => step === 'TCP' && host === 'localhost')).toEqual([
      expect.objectContaining({ ok: true, seen: expect.stringContaining('127.0.0.1 port') as string }),
    ])
  })

  it('is blocked only where neither works, and says it of both', async () => {
    const { blocked } = await walkLocalhost(['127.0.0.2', 4], [LOST, 6])
    expect(blocked).toMatchObject({ step: 'TCP', host: 'localhost' })
    expect(blocked?.message).toMatch(/^IPv4 to localhost .* refused.*; IPv6 to localhost .* nothing answers/)
  })

  it('goes on by IPv6 where it is IPv4 that is broken', async () => {
    const { blocked, trail } = await walkLocalhost(['127.0.0.2', 4], ['::ffff:127.0.0.1', 6])
    expect(blocked).toBeNull()
    expect(trail.warnings).toEqual([expect.stringContaining('IPv4 to localhost (127.0.0.2) does not work')])
  })
})
