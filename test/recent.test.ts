import { describe, expect, it } from 'vitest'
import { createRecent } from '../src/recent.ts'

const KEYS = ['a', 'b', 'c', 'd', 'e', 'f']

describe('what was used most recently', () => {
  it('stays, and what was used least recently makes room', () => {
    const recent = createRecent<number>(3)
    KEYS.slice(0, 3).forEach((key, index) => recent.set(key, index))
    expect(recent.get('a')).toBe(0)
    recent.set('d', 3)
    expect(KEYS.filter(recent.has)).toEqual(['a', 'c', 'd'])
    recent.set('c', 4)
    recent.set('e', 5)
    expect(KEYS.map(recent.get)).toEqual([undefined, undefined, 4, 3, 5, undefined])
  })

  it('is not what was only looked for', () => {
    const recent = createRecent<number>(2)
    recent.set('a', 1)
    recent.set('b', 2)
    expect(recent.has('a')).toBe(true)
    recent.set('c', 3)
    expect(KEYS.filter(recent.has)).toEqual(['b', 'c'])
  })

  it('is bounded by the sum of sizes, and what is larger than all of it is not kept', () => {
    const recent = createRecent<string>(10, ({ length }) => length)
    recent.set('a', 'four')
    recent.set('b', 'sixsix')
    recent.set('c', 'one')
    expect(KEYS.filter(recent.has)).toEqual(['b', 'c'])
    recent.set('c', 'more than ten')
    expect(KEYS.filter(recent.has)).toEqual(['b'])
  })

  it('can be forgotten, and makes room then', () => {
    const recent = createRecent<number>(2)
    KEYS.slice(0, 2).forEach((key, index) => recent.set(key, index))
    recent.delete('b')
    recent.delete('nobody')
    recent.set('c', 3)
    expect(KEYS.filter(recent.has)).toEqual(['a', 'c'])
  })

  it('is what a list in the order of use says, however it is used', () => {
    const max = 12
    const sizeOf = (value: number) => (value % 5) + 1
    const recent = createRecent<number>(max, sizeOf)
    let list: [string, number][] = []
    let dice = 1
    for (let step = 0; step < 5000; step++) {
      dice = (dice * 48271) % 0x7fffffff
      const key = KEYS[dice % KEYS.length] ?? ''
      const others = list.filter(([one]) => one !== key)
      const found = list.find(([one]) => one === key)
      if (dice % 11 === 0) {
        recent.delete(key)
        list = others
      } else if (dice % 3 === 0) {
        expect(recent.get(key)).toBe(found?.[1])
        list = found === undefined ? list : [...others, found]
      } else {
        recent.set(key, dice)
        list = [...others, [key, dice]]
        while (list.reduce((sum, [, value]) => sum + sizeOf(value), 0) > max) list.shift()
      }
      expect(KEYS.filter(recent.has)).toEqual(list.map(([one]) => one).toSorted())
    }
  })
})
