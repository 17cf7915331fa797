import { describe, expect, it } from 'vitest'
import { rewrite } from './rewriting.ts'

describe('a name that is encoded for a URL', () => {
  it.each([
    [
      'a.md',
      '[look](https://explore.example/?image=quay.io%2Fjetstack%2Fx%3Av1&tab=tags)',
      '[look](https://explore.example/?image=downloads.example.org%2Fx%3Av1&tab=tags)',
    ],
    [
      'sbom.json',
      '"pkg:oci/x@sha256%3Aab?repository_url=quay.io%2fjetstack%2fx"',
      '"pkg:oci/x@sha256%3Aab?repository_url=downloads.example.org%2fx"',
    ],
  ])('is rewritten as the value of a query, and stays encoded: %s', (path, before, after) => {
    expect(rewrite(path, before)).toEqual({ text: after, left: [] })
  })

  it.each(['https://scan.example/docker/quay.io%2Fjetstack%2Fx', 'https%3A%2F%2Fquay.io%2Fjetstack%2Fx'])(
    'is left to a person as a part of a path, which is a page of somebody: %s',
    (text) => {
      expect(rewrite('a.txt', text)).toEqual({ text, left: ['hand-encoded quay.io%2Fjetstack'] })
    },
  )
})

describe('what cert-manager’s make modules push a name to', () => {
  it.each([
    'image_registry_rewrite += downloads.example.org=quay.io/jetstack',
    '#   image_registry_rewrite += a.example=ghcr.io/a b.example=quay.io/jetstack',
  ])('stays, or a second run would push to the front door: %s', (text) => {
    expect(rewrite('Makefile', text)).toEqual({ text, left: ['published quay.io/jetstack'] })
  })
})
