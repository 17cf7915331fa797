// From the text of the routes document to the document, or to sentences that say what is wrong with it.
import { IN_ENGLISH } from '../english.ts'
import { type RoutesDocument, routesSchema } from './document.ts'

export type Parsed = { document: RoutesDocument; problems: null } | { document: null; problems: string[] }

/** Each problem is `<path of the field>: <what it must be>`, for the person who edits the document. */
export function parseRoutes(text: string): Parsed {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return { document: null, problems: [`routes: is not JSON: ${String(error)}`] }
  }
  const result = routesSchema.safeParse(value, IN_ENGLISH)
  if (result.success) return { document: result.data, problems: null }
  return { document: null, problems: result.error.issues.flatMap(issueSentences) }
}

type Issue = {
  code: string
  path: PropertyKey[]
  message: string
  keys?: string[]
  issues?: { message: string }[]
}

function issueSentences(issue: Issue): string[] {
  const path = issue.path.map(String)
  if (issue.code === 'unrecognized_keys') {
    return (issue.keys ?? []).map(
      (key) => `${fieldPath([...path, key])}: is not a field of the routes document`,
    )
  }
  const message = issue.issues?.[0]?.message ?? issue.message
  return [`${fieldPath(path)}: ${message}`]
}

// `repositories["charts/*"].upstream`: a key with dots or slashes is quoted, so that the path can be read back.
function fieldPath(path: string[]): string {
  if (path.length === 0) return 'routes'
  return path.reduce((before, key) => {
    if (!/^[\w-]+$/.test(key)) return `${before}[${JSON.stringify(key)}]`
    return before === '' ? key : `${before}.${key}`
  }, '')
}
