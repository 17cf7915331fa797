// Which tags are compared.
import { describe, expect, it } from 'vitest'
import { newestTags } from '../../src/verify/newest.ts'

const SIGNATURE = `sha256-${'a'.repeat(64)}`

describe('the newest tags', () => {
  it.each([
    ['numbers, not letters', 'v1.9.0 v1.10.0 v1.2.10', 'v1.10.0 v1.9.0 v1.2.10'],
    ['latest before all', 'v1.0.0 latest', 'latest v1.0.0'],
    ['candidates after releases', 'v2.0.0-rc.1 v1.0.0 v1.1.0', 'v1.1.0 v1.0.0 v2.0.0-rc.1'],
    [
      'candidates by their own numbers',
      'v2.0.0-rc.2 v2.0.0-rc.10 v2.0.0-beta.9',
      'v2.0.0-rc.10 v2.0.0-rc.2 v2.0.0-beta.9',
    ],
    ['moving tags before what they move along with', 'v1.19.2 v1.19 v1 v1.20.0', 'v1 v1.20.0 v1.19 v1.19.2'],
    ['other names at the end', 'main 1.0.0 edge', '1.0.0 edge main'],
    ['no signatures', `v1.0.0 ${SIGNATURE}.sig ${SIGNATURE}.att ${SIGNATURE}`, 'v1.0.0'],
  ])('%s', (_, tags, expected) => {
    expect(newestTags(tags.split(' '), 99)).toEqual(expected.split(' '))
    expect(newestTags(tags.split(' ').toReversed(), 1)).toEqual(expected.split(' ').slice(0, 1))
  })
})
