// The `query` of an envelope: what was understood, under the names of the parameters.
import { type Days, dayString } from '../../analytics/stats/interval.ts'
import type { Question } from '../../analytics/stats/question.ts'

/** `days` is null for all there ever was. */
export function echoOf({ artifact, classes, by, where }: Omit<Question, 'metric'>, days: Days | null) {
  return {
    artifact,
    class: classes,
    by,
    where,
    from: days === null ? null : dayString(days.from),
    to: days === null ? null : dayString(days.to - 1),
  }
}
