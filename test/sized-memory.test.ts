import { describe, expect, it } from 'vitest'
import { createSizedMemory } from '../src/sized-memory.ts'

const memoryOf = (bytesMax: number) => createSizedMemory<string>(bytesMax, (text) => text.length)

describe('a memory of so many bytes', () => {
  it('keeps what fits, and forgets what was used least lately', () => {
    const memory = memoryOf(6)
    memory.set('a', '11')
    memory.set('b', '22')
    memory.set('c', '33')
    expect(memory.get('a')).toBe('11')
    memory.set('d', '4')
    expect(['a', 'b', 'c', 'd'].map(memory.has)).toEqual([true, false, true, true])
  })

  it('counts a key once, however often it is set', () => {
    const memory = memoryOf(6)
    memory.set('a', '11')
    for (let times = 0; times < 5; times++) memory.set('b', '3333')
    expect(memory.get('a')).toBe('11')
    memory.set('b', '4')
    memory.set('c', '333')
    expect(['a', 'b', 'c'].map(memory.get)).toEqual(['11', '4', '333'])
  })

  it('does not keep what is too large by itself, nor what it would have replaced', () => {
    const memory = memoryOf(3)
    memory.set('a', '1')
    memory.set('b', '2')
    memory.set('a', '4444')
    expect(['a', 'b'].map(memory.get)).toEqual([undefined, '2'])
  })
})
