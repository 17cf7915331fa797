import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { getDomain } from 'tldts'
import { describe, expect, it } from 'vitest'
import { FILE, publicSuffixList } from '../../cli/public-suffix/list.ts'
import { parsePublicSuffixes, registrableDomain } from '../../src/gateway/public-suffix.ts'

const committed = readFileSync(resolve(import.meta.dirname, '../..', FILE), 'utf8')
const rules = committed.trimEnd().split('\n')
const suffixes = parsePublicSuffixes(committed)

/** What the library that keeps the list says. */
const wanted = (host: string) => getDomain(host, { allowPrivateDomains: true })

/** `[host, what this gateway says, what the library says]` where these differ. */
function differencesAmong(hosts: string[]) {
  return hosts
    .map((host) => [host, registrableDomain(suffixes, host), wanted(host)])
    .filter(([, ours, theirs]) => ours !== theirs)
}

describe('the public suffix list', () => {
  it('is the one that the installed tldts has', () => {
    expect(publicSuffixList()).toBe(committed)
  })

  it('has the rules of countries and of companies, wildcards and exceptions', () => {
    expect(rules).toEqual(
      expect.arrayContaining(['co.uk', 'github.io', 'azurewebsites.net', '*.ck', '!www.ck']),
    )
    expect(rules.length).toBeGreaterThan(9000)
  })
})

describe('what is registered', () => {
  it.each([
    ['the name of a rule', (name: string) => name],
    ['a name below it', (name: string) => `registry.${name}`],
    ['a name two below it', (name: string) => `cdn.registry.${name}`],
    ['a name three below it', (name: string) => `a.cdn.registry.${name}`],
    ['its neighbour', (name: string) => name.replace(/^[^.]+/, 'neighbour')],
    ['a name below its neighbour', (name: string) => name.replace(/^[^.]+/, 'registry.neighbour')],
    ['what it lies in', (name: string) => name.replace(/^[^.]+\./, '')],
  ])('is what the whole list says, for %s', (_what, hostOf) => {
    const names = rules.map((rule) => rule.replace('*', 'anybody').replace('!', ''))
    expect(differencesAmong(names.map(hostOf))).toEqual([])
  })

  it('is nothing in an address, a single label or a name with an empty one', () => {
    for (const host of ['169.254.169.254', '[::1]', 'localhost', 'uk', 'example.com.', '.example.com', ''])
      expect([host, registrableDomain(suffixes, host)]).toEqual([host, null])
  })
})
