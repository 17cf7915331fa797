import { describe, expect, it } from 'vitest'
import { importSalt, networkOf, sourceOf } from '../../src/analytics/source.ts'

describe('networkOf', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['0.0.0.0', '0.0.0.0'],
    ['255.255.255.255', '255.255.255.255'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::FFFF:cb00:7107', '203.0.113.7'],
    ['0:0:0:0:0:ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002:ffff:ffff:ffff:ffff', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8::/64'],
    ['2001:db8:0:1::1', '2001:db8:0:1::/64'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::/64'],
    ['0:0:0:1::9', '0:0:0:1::/64'],
    ['::', '::/64'],
    ['::1', '::/64'],
    ['fe80::1:2:3:4', 'fe80::/64'],
    ['64:ff9b::203.0.113.7', '64:ff9b::/64'],
    // IPv4-compatible, given up by RFC 4291: no IPv4 address any more.
    ['::203.0.113.7', '::/64'],
    ['::fffe:203.0.113.7', '::/64'],
    ['1:2:3:4:5:6:7::', '1:2:3:4::/64'],
  ])('%s is in %s', (address, network) => expect(networkOf(address)).toBe(network))

  it('is the same for every spelling of an address', () => {
    const spellings = ['2001:db8::a:0:0:1', '2001:DB8:0:0:a::1', '2001:0db8:0000:0000:000a:0000:0.0.0.1']
    expect(new Set(spellings.map(networkOf))).toEqual(new Set(['2001:db8::/64']))
  })

  it.each([
    null, '', ' ', 'unknown', 'localhost', '1', '1.2.3', '1.2.3.4.5', '1.2.3.256', '01.2.3.4', '0x7f.0.0.1', '1.2.3.4 ',
    ' 1.2.3.4', '1.2.3.4\n', '1.2.3.4:80', '1.2.3.4, 5.6.7.8', '-1.2.3.4', '１.2.3.4', ':', '::1\n', ':::', '1::2::3', '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9', '2001:db8::12345', '2001:db8::g', '[::1]', '::1]', '::1%eth0', 'fe80::1%25eth0', '::1/64', '::1@x', '::ffff:1.2.3.256',
    '::ffff:01.2.3.4', '::1.2.3', '::1]:80/x?y#z', `${'0:'.repeat(500)}1`,
  ])('%j is no address', (address) => expect(networkOf(address)).toBeNull()) // prettier-ignore
})

describe('sourceOf', () => {
  const bytes = Uint8Array.from({ length: 32 }, (_, index) => index)

  it('is the first 8 bytes of HMAC-SHA-256, in hexadecimal', async () => {
    // printf 203.0.113.7 | openssl dgst -sha256 -mac HMAC -macopt hexkey:000102...1f
    expect(await sourceOf(await importSalt(bytes), '203.0.113.7')).toBe('9df8158b5794e6e8')
    expect(await sourceOf(await importSalt(bytes.buffer), '203.0.113.7')).toBe('9df8158b5794e6e8')
  })

  it('is another one for another network and for another day', async () => {
    const today = await importSalt(bytes)
    const tomorrow = await importSalt(bytes.toReversed())
    const sources = await Promise.all([
      sourceOf(today, '203.0.113.7'),
      sourceOf(today, '203.0.113.8'),
      sourceOf(tomorrow, '203.0.113.7'),
    ])
    expect(new Set(sources).size).toBe(3)
    for (const source of sources) expect(source).toMatch(/^[0-9a-f]{16}$/)
  })

  it('keeps the salt where no code can read it', async () => {
    await expect(crypto.subtle.exportKey('raw', await importSalt(bytes))).rejects.toThrow()
  })
})
