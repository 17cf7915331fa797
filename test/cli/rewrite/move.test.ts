import { describe, expect, it } from 'vitest'
import { parseMoves } from '../../../cli/rewrite/move.ts'

describe('--map', () => {
  it.each([
    ['quay.io/jetstack', 'write it as OLD=NEW'],
    ['=downloads.example.org', 'write it as OLD=NEW'],
    ['quay.io/jetstack=', 'write it as OLD=NEW'],
    ['a.io/x=b.io=c.io', 'write it as OLD=NEW'],
    [
      'jetstack/x=d.example.org',
      'jetstack/x begins with no host; a name of Docker Hub is written docker.io/jetstack/x',
    ],
    ['quay.io/jetstack=https://d.example.org', 'leave out https:// of https://d.example.org'],
    ['oci://quay.io/jetstack=d.example.org', 'leave out oci:// of oci://quay.io/jetstack'],
    ['quay.io/jetstack=d.example.org/', 'leave out the slash at the end of d.example.org/'],
    ['quay.io/jetstack/x:v1=d.example.org/x', 'leave the tag or digest out of quay.io/jetstack/x:v1'],
    ['Quay.io/jetstack=d.example.org', 'capital letters'],
    ['quay.io/jetstack=quay.io/jetstack', 'both sides are the same'],
    ['quay.io/jet stack=d.example.org', 'is not a registry'],
  ])('%s is refused with a word on what to do: %s', (map, advice) => {
    expect(() => parseMoves([map])).toThrow(advice)
  })

  it('needs to be given', () => {
    expect(() => parseMoves([])).toThrow('--map quay.io/jetstack=downloads.example.org')
  })

  it('cannot name one home twice', () => {
    expect(() => parseMoves(['quay.io/a=b.io', 'quay.io/a=c.io'])).toThrow('keep the one that is meant')
  })

  it('cannot lead on to another, since a second run would go on', () => {
    expect(() => parseMoves(['a.io/x=b.io/y', 'b.io=c.io'])).toThrow('map a.io/x to where it ends up')
    expect(() => parseMoves(['a.io/x=b.io/x', 'b.io/x=a.io/x'])).toThrow('second run')
  })

  it('cannot lead on with a part either, unless that has a map of its own', () => {
    const maps = ['a.io/x=b.io/z', 'b.io/z/y=c.io']
    expect(() => parseMoves(maps)).toThrow('map a.io/x/y to where it ends up')
    expect(parseMoves([...maps, 'a.io/x/y=c.io'])).toHaveLength(3)
    expect(() => parseMoves(['a.io=b.io', 'b.io/y=c.io'])).toThrow('map a.io/y to where it ends up')
  })

  it.each([
    'localhost:5000/jetstack=registry:5000',
    'quay.io=mirror.example.org/quay.io',
    'docker.io/org=ghcr.io/org-2/a_b',
    'charts.jetstack.io=downloads.example.org/charts',
  ])('%s is fine', (map) => {
    expect(parseMoves([map])).toHaveLength(1)
  })
})
