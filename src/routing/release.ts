// What `latest` means in the path of a file: one version, or one for each artifact.
import * as z from 'zod/mini'

export const RELEASE_KEY = 'release'

export const RELEASE_RULE = 'must be a version such as v1.19.0, or JSON with one for each artifact'

/** A version, as it stands in a path: no slash, no escape, and not `latest` itself. */
const version = z.string().check(
  z.regex(/^(?!latest$)[a-z0-9][\w.+-]{0,63}$/i, RELEASE_RULE),
  z.refine((text) => !text.includes('..'), RELEASE_RULE),
)

export const releasesSchema = z.union([version, z.record(z.string().check(z.maxLength(200)), version)], {
  error: () => RELEASE_RULE,
})

/** One for all, or by artifact or group. */
export type Releases = z.output<typeof releasesSchema>

/** `v1.19.0`, or `{"cmctl": "v2.3.0", "releases": "v1.19.0"}`; null for anything else. */
export function parseReleases(text: string): Releases | null {
  try {
    const trimmed = text.trim()
    return releasesSchema.safeParse(trimmed.startsWith('{') ? JSON.parse(trimmed) : trimmed).data ?? null
  } catch {
    return null
  }
}

/** The version for whichever of the names there is one, the first first; null if for none. */
export function releaseOf(releases: Releases | null, names: string[]): string | null {
  if (releases === null || typeof releases === 'string') return releases
  const name = names.find((one) => Object.hasOwn(releases, one))
  return name === undefined ? null : (releases[name] ?? null)
}
