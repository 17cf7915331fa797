import { describe, expect, it } from 'vitest'
import { isDigest, isRepository, isTag } from '../../src/oci/name.ts'

describe('isRepository', () => {
  const names = [
    'a',
    'cert-manager-controller',
    'jetstack/cert-manager',
    'a/b/c/d',
    'a.b_c__d--e',
    '0',
    'a'.repeat(255),
  ]
  it.each(names)('takes %j', (name) => expect(isRepository(name)).toBe(true))

  const others = [
    '', '/', 'a/', '/a', 'a//b', 'A', 'a/B', 'a..b', '..', '../a', 'a/../b', 'a___b', '-a', 'a-', 'a_', '.a', 'a.-b',
    'a%2Fb', 'a b', 'a\0', 'ä', 'a:b', 'a@b', 'a\n', 'a'.repeat(256),
  ] // prettier-ignore
  it.each(others)('refuses %j', (name) => expect(isRepository(name)).toBe(false))

  it('decides on a hostile name of 5,000 characters at once', () => {
    expect(isRepository('a-'.repeat(2500))).toBe(false)
  })
})

describe('isTag', () => {
  it.each(['v1.19.0', 'latest', '_x', 'A-b.c_d', '1', 'x'.repeat(128), `sha256-${'a'.repeat(64)}.sig`])(
    'takes %j',
    (tag) => expect(isTag(tag)).toBe(true),
  )
  it.each(['', '.a', '-a', 'a/b', 'a:b', 'a b', 'a+b', 'x'.repeat(129), 'v1\n', 'ü'])('refuses %j', (tag) =>
    expect(isTag(tag)).toBe(false),
  )
})

describe('isDigest', () => {
  it.each([`sha256:${'0a'.repeat(32)}`, `sha512:${'0a'.repeat(64)}`])('takes %j', (digest) =>
    expect(isDigest(digest)).toBe(true),
  )
  const others = [
    '',
    'sha256:',
    'sha256:abc',
    `sha256:${'A'.repeat(64)}`,
    `md5:${'a'.repeat(32)}`,
    `sha256:${'a'.repeat(65)}`,
  ]
  it.each(others)('refuses %j', (digest) => expect(isDigest(digest)).toBe(false))
})
