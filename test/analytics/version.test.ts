import { expect, it } from 'vitest'
import { mostSpecificTag } from '../../src/analytics/version.ts'

it.each([
  [[], ''],
  [['latest'], 'latest'],
  [['latest', 'v1', 'v1.19', 'v1.19.0'], 'v1.19.0'],
  [['v1.19.0-rc.1', 'v1.19.0'], 'v1.19.0'],
  [['v1.9.0', 'v1.10.0'], 'v1.10.0'],
  [['latest', 'main-0a1b2c'], 'main-0a1b2c'],
  [['nightly', '2.1'], '2.1'],
  [['v1.17.0-alpha.2', 'latest'], 'v1.17.0-alpha.2'],
])('of %j the most specific is %s', (tags, expected) => {
  expect(mostSpecificTag(tags)).toBe(expected)
  expect(mostSpecificTag(tags.toReversed())).toBe(expected)
})
