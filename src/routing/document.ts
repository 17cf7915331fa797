// The routes document: the one schema it is parsed by, on read and on write.
import * as z from 'zod/mini'
import { isRepository } from '../oci/name.ts'
import { helmSchema, filesSchema, targetProblem } from './download-schema.ts'
import { origin } from './origin.ts'
import { isObject, recordOf } from './record.ts'

const upstreamName = z
  .string()
  .check(
    z.regex(
      /^[a-z][a-z0-9-]{0,31}$/,
      'must be a name of up to 32 lower-case letters, digits and -, such as "quay"',
    ),
  )

const namespace = z
  .string()
  .check(
    z.refine(
      (text) => text === '' || isRepository(text),
      'must be a repository path such as "jetstack", without / at the ends',
    ),
  )

/** A repository name in which one `*` may stand for one or more characters. */
const namePattern = z
  .string()
  .check(z.refine(isNamePattern, 'must be a repository name with at most one *, such as "charts/*"'))

function isNamePattern(text: string): boolean {
  return text.split('*').length <= 2 && isRepository(text.replace('*', 'x')) // a * must be able to stand for a letter
}

const upstream = z.strictObject({
  registry: origin,
  namespace: z._default(namespace, ''),
  blobs: z._default(z.enum(['direct', 'resolve', 'auto']), 'auto'),
  credentials: z.optional(
    z
      .string()
      .check(
        z.regex(
          /^[A-Z][A-Z0-9_]*$/,
          'must be the name of a Worker secret, in capitals, such as "GHCR_LOGIN"',
        ),
      ),
  ),
  realms: z._default(z.array(origin), []),
})

const repository = z.strictObject({
  upstream: z._default(recordOf(upstreamName, namePattern), {}),
  only: z.optional(z.array(upstreamName).check(z.minLength(1))),
})

const siteName = z
  .string()
  .check(
    z.regex(
      /^[a-z0-9-]{1,32}$/,
      'must be a name of up to 32 lower-case letters, digits and -, such as "docs"',
    ),
  )

export const routesSchema = z
  .strictObject({
    auth: z._default(z.enum(['anonymous', 'token'], 'must be "anonymous" or "token"'), 'anonymous'),
    upstreams: recordOf(upstreamName, upstream).check(
      z.refine((all) => Object.keys(all).length > 0, 'must name an upstream'),
    ),
    repositories: recordOf(namePattern, repository),
    aliases: z._default(recordOf(namePattern, namePattern), {}),
    files: z._default(filesSchema, {}),
    helm: z._default(helmSchema, {}),
    sites: z._default(recordOf(siteName, z.array(origin).check(z.minLength(1))), {}),
  })
  .check(
    z.superRefine(
      (document, context) => {
        for (const { path, message } of contradictions(soundPart(document, context.issues)))
          context.addIssue({ code: 'custom', path, message })
      },
      { when: isObject },
    ),
  )

/** The fields that an object at this path may have. */
export function fieldsAt([group = '', ...rest]: string[]): string[] {
  if (group === '') return Object.keys(routesSchema.shape)
  if (group === 'files') return ['to', 'artifact']
  return rest.length > 1 ? [] : Object.keys((group === 'upstreams' ? upstream : repository).shape)
}

export type RoutesDocument = z.output<typeof routesSchema>

type Contradiction = { path: string[]; message: string }
type Checked = Pick<RoutesDocument, 'upstreams' | 'repositories' | 'aliases' | 'files'>

/** The entries whose fields are as they must be: nobody knows what the others will say when they are mended. */
function soundPart(document: Checked, issues: z.core.$ZodRawIssue[]): Checked {
  const blamed = new Set(
    issues
      .filter(({ code }) => code !== 'unrecognized_keys')
      .map(({ path = [] }) => JSON.stringify(path.slice(0, 2))),
  )
  const soundOf = <T>(group: string, entries: Record<string, T>): Record<string, T> =>
    blamed.has(JSON.stringify([group]))
      ? {}
      : Object.fromEntries(
          Object.entries(entries).filter(([name]) => !blamed.has(JSON.stringify([group, name]))),
        )
  const { upstreams, repositories, aliases, files } = document
  return {
    // Of an upstream only the name is asked for.
    upstreams: blamed.has('["upstreams"]') ? {} : upstreams,
    repositories: soundOf('repositories', repositories),
    aliases: soundOf('aliases', aliases),
    files: soundOf('files', files),
  }
}

/** What no single field can be blamed for: names that do not fit together. */
function contradictions({ upstreams, repositories, aliases, files }: Checked): Contradiction[] {
  const found: Contradiction[] = []
  const known = Object.keys(upstreams).filter((name) => upstreamName.safeParse(name).success)
  // Without any, that is what is wrong.
  const isUnknown = (name: string) => known.length > 0 && !Object.hasOwn(upstreams, name)
  const unknown = (name: string) => `no upstream is named "${name}"; there are: ${known.join(', ')}`
  for (const [pattern, { upstream: names, only = [] }] of Object.entries(repositories)) {
    const named = [
      ...Object.keys(names).map((name) => ({ name, at: ['upstream', name] })),
      ...only.map((name, place) => ({ name, at: ['only', String(place)] })),
    ]
    for (const { name, at } of named.filter((one) => isUnknown(one.name))) {
      found.push({ path: ['repositories', pattern, ...at], message: unknown(name) })
    }
    for (const [name, target] of Object.entries(names)) {
      if (target.includes('*') && !pattern.includes('*')) {
        found.push({
          path: ['repositories', pattern, 'upstream', name],
          message: 'has a * for which the name has none',
        })
      }
    }
  }
  for (const [from, to] of Object.entries(aliases)) {
    if (to.includes('*') && !from.includes('*')) {
      found.push({ path: ['aliases', from], message: 'has a * for which the alias has none' })
    }
    if (Object.hasOwn(repositories, from))
      found.push({ path: ['aliases', from], message: 'is a repository as well' })
  }
  for (const [template, { to }] of Object.entries(files)) {
    for (const target of to) {
      const message = targetProblem(template, target)
      if (message !== null) found.push({ path: ['files', template], message })
    }
  }
  return found
}
