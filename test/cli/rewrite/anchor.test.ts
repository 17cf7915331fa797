import { describe, expect, it } from 'vitest'
import { rewrite } from './rewriting.ts'

const WITH_PATH = ['quay.io/jetstack=downloads.example.org/cm']

describe('a part of a name that YAML repeats elsewhere', () => {
  it.each([
    [
      'the registry',
      'a:\n  registry: &r quay.io\n  repository: jetstack/a\nb:\n  registry: *r\n  repository: coreos/b\n',
      ['quay.io', 'jetstack/a'],
    ],
    [
      'the registry, between braces',
      'a: {registry: &r quay.io, repository: jetstack/a}\nb: {registry: *r, repository: coreos/b}\n',
      ['quay.io', 'jetstack/a'],
    ],
    [
      'the path',
      'a:\n  registry: quay.io\n  repository: &p "jetstack/a"\nb:\n  registry: ghcr.io\n  repository: *p\n',
      ['quay.io', 'jetstack/a'],
    ],
    [
      'what is merged',
      'a: &a # ours\n  registry: quay.io\n\n# of x\n  repository: jetstack/a\nb:\n  <<: *a\n  repository: coreos/b\n',
      ['quay.io', 'jetstack/a'],
    ],
    [
      'what is merged, between braces',
      'a: &a {\n  registry: quay.io,\n  repository: jetstack/a\n}\nb: {<<: [*x, *a], repository: coreos/b}\n',
      ['quay.io', 'jetstack/a'],
    ],
    [
      'an item of a list',
      '- &a\n  registry: quay.io\n  repository: jetstack/a\n- <<: *a\n  repository: coreos/b\n',
      ['quay.io', 'jetstack/a'],
    ],
    [
      'a list below its key',
      'a: &a\n- registry: quay.io\n  repository: jetstack/a\nb: *a\n',
      ['quay.io', 'jetstack/a'],
    ],
    [
      'a mapping further in',
      'registry: quay.io\na: &a\n  repository: jetstack/a\nb:\n  registry: ghcr.io\n  a: *a\n',
      ['quay.io', 'jetstack/a'],
    ],
  ])('is left to a person with the other part: %s', (_what, text, left) => {
    const reasons = left.map((part) => `hand-repeated ${part}`)
    expect(rewrite('values.yaml', text, WITH_PATH)).toEqual({ text, left: reasons })
  })

  it.each([
    [
      'a path whose registry is merged',
      'a: &a\n  registry: quay.io\n  repository: jetstack/a\nb:\n  <<: *a\n  repository: jetstack/b\n',
      ['hand-repeated quay.io', 'hand-repeated jetstack/a', 'hand-path jetstack/b'],
    ],
    [
      'a path whose registry is repeated',
      'a: {registry: &r quay.io, repository: jetstack/a}\nb: {registry: *r, repository: jetstack/b}\n',
      ['hand-repeated quay.io', 'hand-repeated jetstack/a', 'hand-path jetstack/b'],
    ],
    [
      'a registry whose path is repeated',
      'x: &p jetstack/b\nb:\n  registry: quay.io\n  repository: *p\n',
      ['hand-registry quay.io'],
    ],
    [
      'a registry of another path, which is repeated',
      'x: &p coreos/b\nregistry: quay.io\na:\n  repository: jetstack/a\nb:\n  repository: *p\n',
      ['hand-shared quay.io', 'hand-shared jetstack/a'],
    ],
  ])('has the others listed as well: %s', (_what, text, left) => {
    expect(rewrite('values.yaml', text, WITH_PATH)).toEqual({ text, left })
  })

  it.each([
    ['no alias names', 'a: &a\n  registry: &r quay.io\n  repository: jetstack/a\nb: *c\n'],
    ['that ends before', 'x: &x\n  y: z\na:\n  registry: quay.io\n  repository: jetstack/a\nb: *x\n'],
    ['that ends before on its line', 'a: {x: &x {y: z}, registry: quay.io, repository: jetstack/a, b: *x}\n'],
    ['that is on another key', '- x: &x\n    y: z\n  registry: quay.io\n  repository: jetstack/a\n- *x\n'],
  ])('is not what has an anchor %s', (_what, text) => {
    expect(rewrite('values.yaml', text, WITH_PATH)).toEqual({
      text: text.replace('quay.io', 'downloads.example.org').replace('jetstack', 'cm'),
      left: [],
    })
  })

  it('may be a whole name, which is the same wherever it is repeated', () => {
    const text = 'a: &a\n  image: &i quay.io/jetstack/x\nb:\n  <<: *a\nc: *i\n'
    expect(rewrite('values.yaml', text, WITH_PATH)).toEqual({
      text: text.replace('quay.io/jetstack', 'downloads.example.org/cm'),
      left: [],
    })
  })
})
