import { describe, expect, it } from 'vitest'
import { parseUpstreams, standInUpstream } from '../../cli/local/upstream.ts'

describe('--upstream URL', () => {
  it.each([
    ['http://127.0.0.1:5000/jetstack', 'http://127.0.0.1:5000', 'jetstack'],
    ['http://localhost:5000', 'http://localhost:5000', ''],
    ['http://[::1]:5000/', 'http://[::1]:5000', ''],
    ['https://quay.io/jetstack/', 'https://quay.io', 'jetstack'],
    ['https://registry.example.org:8443/team/images', 'https://registry.example.org:8443', 'team/images'],
  ])('%s is a registry and a namespace', (url, registry, namespace) => {
    expect(parseUpstreams([url])).toEqual({ first: { registry, namespace, blobs: 'auto' } })
  })

  it('is named by its place, up to ten', () => {
    const urls = Array.from({ length: 10 }, (_, index) => `http://127.0.0.1:${5000 + index}`)
    expect(Object.keys(parseUpstreams(urls)).at(-1)).toBe('tenth')
    expect(() => parseUpstreams([...urls, 'https://quay.io'])).toThrow(/the most is 10/)
  })

  it.each([
    ['quay.io/jetstack', /not an address; write one such as/],
    ['ftp://quay.io/jetstack', /ftp:\/\/ is not spoken here/],
    ['http://quay.io/jetstack', /plain http:\/\/ is only for a registry on this machine/],
    ['https://quay.io/jetstack?tag=1', /leave out everything from the \? or # on/],
    ['https://quay.io/jetstack#1', /leave out everything from the \? or # on/],
    ['https://quay.io/Jet%20Stack', /cannot be a namespace/],
    ['https://quay.io//jetstack', /cannot be a namespace/],
  ])('%s is refused', (url, message) => {
    expect(() => parseUpstreams([url])).toThrow(message)
  })

  it('is refused with a password in it, which is not repeated', () => {
    const refuse = () => parseUpstreams(['https://me:secret@quay.io/jetstack'])
    expect(refuse).toThrow(/leave the user name and password out/)
    expect(refuse).not.toThrow(/secret/)
  })
})

describe('without --upstream', () => {
  it('the stand-in registry is the one upstream', () => {
    expect(standInUpstream('http://127.0.0.1:5050')).toEqual({
      local: { registry: 'http://127.0.0.1:5050', namespace: 'jetstack', blobs: 'auto' },
    })
  })
})
