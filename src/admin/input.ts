// What a request brings: a JSON body or a query, checked by a strict schema.
import * as z from 'zod/mini'
import { IN_ENGLISH } from '../english.ts'
import { readBody } from '../body.ts'
import { bareMediaType } from '../oci/media-type.ts'
import { jsonProblem } from '../routing/json-error.ts'
import { hintFor } from '../routing/nearest.ts'
import { withoutMark } from '../routing/parse.ts'
import { AdminError } from './answer.ts'

const BODY_BYTES_MAX = 16 * 1024
const REASON_LENGTH_MAX = 500

/** One line of plain text that is shown to people: nothing that moves a terminal's cursor or turns the text around. */
export const line = (lengthMax: number) =>
  z.string().check(
    z.trim(),
    z.minLength(1),
    z.maxLength(lengthMax),
    z.refine(
      (text) => !/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(text),
      'must be one line of plain text',
    ),
  )

export const reason = line(REASON_LENGTH_MAX)

/** For what has no body, or a document in its place. */
export const manner = z.strictObject({
  force: z._default(z.enum(['true', 'false']), 'false'),
  reason: z.optional(reason),
})

/** Throws 415 unless it is JSON by its own word, which no form of another site can say; 413 if it is too long. */
export async function readText(request: Request, bytesMax = BODY_BYTES_MAX): Promise<string> {
  if (bareMediaType(request.headers.get('Content-Type')) !== 'application/json')
    throw new AdminError({ status: 415, message: 'send it with Content-Type: application/json' })
  const bytes = await readBody(new Response(request.body, { headers: lengthOf(request) }), bytesMax)
  if (bytes === null)
    throw new AdminError({ status: 413, message: `the body may have ${bytesMax} bytes at most` })
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new AdminError({ status: 400, message: 'the body is not UTF-8' })
  }
}

export async function readInput<S extends z.ZodMiniObject>(
  request: Request,
  schema: S,
): Promise<z.output<S>> {
  return checked(schema, parseBody(await readText(request)), 'body')
}

/** Throws 400 that says where it is no JSON. */
export function parseBody(text: string): unknown {
  const json = withoutMark(text)
  try {
    return JSON.parse(json)
  } catch (error) {
    const message = `the body is not JSON: ${jsonProblem(json) ?? String(error)}`
    throw new AdminError({ status: 400, message })
  }
}

export function readQuery<S extends z.ZodMiniObject>(url: URL, schema: S): z.output<S> {
  return checked(schema, Object.fromEntries(url.searchParams), 'query')
}

function checked<S extends z.ZodMiniObject>(schema: S, value: unknown, where: string): z.output<S> {
  const result = schema.safeParse(value, IN_ENGLISH)
  if (result.success) return result.data
  const names = Object.keys(schema.shape)
  const problems = result.error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({ path: key, message: `is not known here; ${hintFor(key, names)}` }))
    const path = issue.path.length === 0 ? where : issue.path.map(String).join('.')
    return [{ path, message: issue.message }]
  })
  throw new AdminError({ status: 400, message: `the ${where} is not as it must be`, more: { problems } })
}

function lengthOf(request: Request): Record<string, string> {
  const length = request.headers.get('Content-Length')
  return length === null ? {} : { 'Content-Length': length }
}
