import { describe, expect, it } from 'vitest'
import { createIds } from '../../src/analytics/id.ts'
import { eventSchema } from '../../src/analytics/event.ts'

describe('ids', () => {
  it('are as events have them', () => {
    expect(eventSchema.shape.id.safeParse(createIds()()).success).toBe(true)
  })

  it('are given once, in an isolate and in two', () => {
    const [one, other] = [createIds(), createIds()]
    const given = Array.from({ length: 1000 }, () => [one(), other()]).flat()
    expect(new Set(given).size).toBe(given.length)
  })
})
