// From the text of the routes document to the document, or to sentences that say what is wrong with it.
import { IN_ENGLISH } from '../english.ts'
import { type RoutesDocument, fieldsAt, routesSchema } from './document.ts'
import { doubledFields } from './doubled-field.ts'
import { unknownField, wordsFor } from './issue.ts'
import { jsonProblem } from './json-error.ts'

/** Where, and what must be there. */
export type Problem = { path: string; message: string }

type Read<P> = { document: RoutesDocument; problems: null } | { document: null; problems: P[] }
export type Parsed = Read<string>

/**
 * What is in use. A field that is there twice is taken as JSON.parse takes it: what was put by wrangler, or before that
 * was looked for, goes on serving.
 */
export function parseRoutes(text: string): Parsed {
  const { document, problems } = read(text, () => [])
  return problems === null ? { document, problems } : { document, problems: sentencesOf(problems) }
}

/** What somebody is about to put in use; `whole` is what it is called where no field of it is meant. */
export function checkRoutes(text: string, whole?: string): Read<Problem> {
  return read(text, doubledProblems, whole)
}

/** What a document that is in use, and goes on being so, does not mean as it is written. */
export function doubtsOf(text: string): string[] {
  return sentencesOf(doubledProblems(withoutMark(text)))
}

/** Each is `<path of the field>: <what it must be>`, for the person who edits the document. */
export function sentencesOf(problems: Problem[]): string[] {
  return problems.map(({ path, message }) => `${path}: ${message}`)
}

function doubledProblems(json: string): Problem[] {
  return doubledFields(json).map(({ path, message }) => ({ path: fieldPath(path), message }))
}

/** Some editors begin a file with a byte order mark. */
export function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, '')
}

function read(text: string, doubledIn: typeof doubledProblems, whole = 'routes'): Read<Problem> {
  const json = withoutMark(text)
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch (error) {
    const message = `is not JSON: ${jsonProblem(json) ?? String(error)}`
    return { document: null, problems: [{ path: whole, message }] }
  }
  const doubled = doubledIn(json)
  const result = routesSchema.safeParse(value, {
    error: (issue) => wordsFor(issue) ?? IN_ENGLISH.error(issue),
  })
  return result.success && doubled.length === 0
    ? { document: result.data, problems: null }
    : {
        document: null,
        problems: [...doubled, ...(result.error?.issues ?? []).flatMap((one) => problemsOf(one, whole))],
      }
}

type Issue = {
  code: string
  path: PropertyKey[]
  message: string
  keys?: string[]
  issues?: { message: string }[]
}

function problemsOf(issue: Issue, whole: string): Problem[] {
  const path = issue.path.map(String)
  if (issue.code === 'unrecognized_keys') {
    return (issue.keys ?? []).map((key) => ({
      path: fieldPath([...path, key]),
      message: unknownField(key, fieldsAt(path)),
    }))
  }
  const message = issue.issues?.[0]?.message ?? issue.message
  return [{ path: fieldPath(path, whole), message }]
}

// `repositories["charts/*"].upstream`: a key with dots or slashes is quoted, so that the path can be read back.
export function fieldPath(path: string[], whole = 'routes'): string {
  if (path.length === 0) return whole
  return path.reduce((before, key) => {
    if (!/^[\w-]+$/.test(key)) return `${before}[${JSON.stringify(key)}]`
    return before === '' ? key : `${before}.${key}`
  }, '')
}
