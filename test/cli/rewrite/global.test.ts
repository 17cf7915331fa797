import { describe, expect, it } from 'vitest'
import { rewrite } from './rewriting.ts'

describe('a registry for all charts, which stands in place of the images’ own', () => {
  it.each([
    [
      'whose images have none',
      'global:\n  imageRegistry: quay.io\nimage:\n  repository: jetstack/x\n',
      'global:\n  imageRegistry: downloads.example.org\nimage:\n  repository: cm/x\n',
    ],
    [
      'and the same of an image',
      'global:\n  imageRegistry: quay.io\nimage:\n  registry: quay.io\n  repository: jetstack/x\n',
      'global:\n  imageRegistry: downloads.example.org\nimage:\n  registry: downloads.example.org\n  repository: cm/x\n',
    ],
    [
      'below the same of an image',
      'image:\n  registry: quay.io\n  repository: jetstack/x\nglobal:\n  imageRegistry: quay.io\n',
      'image:\n  registry: downloads.example.org\n  repository: cm/x\nglobal:\n  imageRegistry: downloads.example.org\n',
    ],
  ])('is changed with the paths, and with it every other registry of theirs: %s', (_where, before, after) => {
    const maps = ['quay.io/jetstack=downloads.example.org/cm']
    expect(rewrite('values.yaml', before, maps)).toEqual({ text: after, left: [] })
    expect(rewrite('values.yaml', after, maps)).toEqual({ text: after, left: [] })
  })

  it.each([
    [
      'some images are of another home',
      'global:\n  imageRegistry: quay.io\na:\n  repository: jetstack/a\nb:\n  registry: quay.io\n  repository: other/b\n',
      ['hand-shared quay.io', 'hand-shared jetstack/a'],
    ],
    [
      'an image has another registry',
      'global:\n  imageRegistry: quay.io\nimage:\n  registry: ghcr.io\n  repository: jetstack/x\n',
      ['hand-shared quay.io', 'hand-shared ghcr.io', 'hand-shared jetstack/x'],
    ],
  ])('is left to a person where %s', (_where, text, left) => {
    expect(rewrite('values.yaml', text)).toEqual({ text, left })
  })
})
