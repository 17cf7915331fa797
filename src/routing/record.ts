// An object whose names people choose. zod's own record does not read the value under a name that is wrong, and whoever
// had mended the name would be told of the value next.
import * as z from 'zod/mini'

export function recordOf<V extends z.core.SomeType>(name: z.ZodMiniType<string, string>, value: V) {
  const names = z.superRefine(
    (all: object, context) => {
      for (const key of Object.keys(all)) {
        const message = name.safeParse(key).error?.issues[0]?.message
        if (message !== undefined) context.addIssue({ code: 'custom', path: [key], message })
      }
    },
    { when: isObject },
  )
  return z.record(z.string(), value).check(names)
}

/** For checks of an object that are made whatever is wrong inside it. */
export function isObject({ issues }: z.core.ParsePayload): boolean {
  return !issues.some(({ code, path = [] }) => code === 'invalid_type' && path.length === 0)
}
