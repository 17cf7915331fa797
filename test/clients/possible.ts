// For a describe block: whether this machine has what its tests need.
import { expect, it } from 'vitest'
import { ALL_MUST_RUN, obstacleOf } from './driver.ts'

/** If not, a test of its own says why: it is skipped, or fails where all must run. */
export function isPossible(needs: { programs: string[] }): boolean {
  const obstacle = obstacleOf(needs)
  if (obstacle === null) return true
  it.skipIf(!ALL_MUST_RUN)(`cannot be tried: ${obstacle}`, () => expect(obstacle).toBeNull())
  return false
}
