// What the routes document says of files and of classic Helm repositories.
import * as z from 'zod/mini'
import { isTrusted } from './origin.ts'
import { recordOf } from './record.ts'
import { isReserved } from './reserved.ts'
import { fillTemplate, templateProblem, variablesOf } from './template.ts'

const TARGETS_MAX = 5
const ADDRESS_LENGTH_MAX = 400

/** A path of ours; reported where it stands, as the key of its record. */
const path = z.string().check(
  z.superRefine((text, context) => {
    const problem = text.startsWith('/') ? templateProblem(text) : 'must begin with /'
    if (problem !== null) context.addIssue({ code: 'custom', message: problem })
    else if (isReserved(text))
      context.addIssue({
        code: 'custom',
        message: "must not be one of the gateway's own: /v2, /api, /pixel, ...",
      })
  }),
)

const mount = path.check(
  z.refine(
    (text) => variablesOf(text).length === 0 && !text.endsWith('/'),
    'must be a path without variables and without / at its end, such as "/charts"',
  ),
)

// What is wrong with the value of a path ends its reading (`abort`), or it would go on unread.
const address = z.string().check(
  z.refine(isAddress, {
    abort: true,
    message:
      'must be an https:// address, as a browser would write it, whose path alone holds variables: ' +
      '"https://github.com/owner/project/releases/download/{version}/{file}"',
  }),
)

/** What comes out of the URL parser as it went in can be filled in and compared as text. */
function isAddress(text: string): boolean {
  const sample = sampleOf(text)
  if (text.length > ADDRESS_LENGTH_MAX) return false
  const url = URL.canParse(sample) ? new URL(sample) : null
  if (url === null || !isTrusted(url) || url.username !== '' || url.password !== '' || url.hash !== '')
    return false
  const [target = '', query = ''] = text.slice(url.origin.length).split('?')
  return (
    url.href === sample &&
    text.startsWith(`${url.origin}/`) &&
    templateProblem(target) === null &&
    variablesOf(query).length === 0
  )
}

function sampleOf(text: string): string {
  const values = new Map(variablesOf(text).map((variable) => [variable.replaceAll(/[{+}]/g, ''), 'x']))
  return fillTemplate(text, values)
}

const artifact = z.string().check(
  z.regex(/^(?=.{1,200}$)[a-z0-9][a-z0-9._-]*(?:\/[a-z0-9][a-z0-9._-]*)*$/, {
    abort: true,
    message: 'must be a name such as "cmctl"',
  }),
)

const targets = z
  .array(address)
  .check(z.minLength(1, { abort: true }), z.maxLength(TARGETS_MAX, { abort: true }))

/** An address, several in the order of failover, or both with the name to count under. */
const files = z.pipe(
  z.union(
    [address, targets, z.strictObject({ to: z.union([address, targets]), artifact: z.optional(artifact) })],
    {
      error:
        'must be an https:// address with the variables of the path, a list of such, or {"to": [...], "artifact": "cmctl"}',
    },
  ),
  z.transform((value) => {
    const { to, artifact: name } =
      typeof value === 'string' || Array.isArray(value) ? { to: value, artifact: undefined } : value
    return { to: typeof to === 'string' ? [to] : to, ...(name === undefined ? {} : { artifact: name }) }
  }),
)

export const filesSchema = recordOf(path, files)

const source = z.pipe(
  z
    .string()
    .check(
      z.maxLength(ADDRESS_LENGTH_MAX),
      z.refine(
        isSource,
        'must be the https:// address under which index.yaml lies, such as "https://charts.jetstack.io"',
      ),
    ),
  z.transform((text) => text.replace(/\/$/, '')),
)

function isSource(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !isTrusted(url) || url.username !== '' || url.password !== '') return false
  return url.search === '' && url.hash === '' && variablesOf(text).length === 0
}

/** By path: where the repository lies that is served there. */
export const helmSchema = recordOf(mount, source)

/** null if the target can be made of what the path tells. */
export function targetProblem(template: string, target: string): string | null {
  const known = variablesOf(template)
  const unknown = variablesOf(target).find((variable) => !known.includes(variable))
  return unknown === undefined ? null : `has no ${unknown} for ${target}`
}
