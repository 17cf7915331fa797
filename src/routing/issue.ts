// What is wrong with a field of the routes document, and what to write instead.
import type * as z from 'zod/mini'
import { hintFor } from './nearest.ts'

/** One that can stand in the place of each field, as it is written. */
const EXAMPLES: Partial<Record<string, string>> = {
  upstreams: '{"quay": {"registry": "https://quay.io"}}',
  repositories: '{"cert-manager-*": {}}',
  registry: '"https://quay.io"',
  namespace: '"jetstack"',
  credentials: '"GHCR_LOGIN"',
  realms: '["https://gitlab.com"]',
  aliases: '{"jetstack/*": "*"}',
  only: '["quay"]',
  upstream: '{"ghcr": "other-org/name"}',
  files:
    '{"/releases/{version}/{file}": "https://github.com/owner/project/releases/download/{version}/{file}"}',
  helm: '{"/charts": "https://charts.jetstack.io"}',
  sites: '{"docs": ["https://cert-manager.io"]}',
}

/** An entry under a name that the person chose. */
const ENTRY_EXAMPLES: Partial<Record<string, string>> = {
  upstreams: '{"registry": "https://quay.io"}',
  repositories: '{}',
  aliases: '"*"',
  helm: '"https://charts.jetstack.io"',
  sites: '["https://cert-manager.io"]',
}

const KINDS: Partial<Record<string, string>> = {
  record: 'an object in { }',
  object: 'an object in { }',
  array: 'a list in [ ]',
  string: 'text in "double quotes"',
}

/** The words for what the schema itself says nothing better of. */
export function wordsFor(issue: z.core.$ZodRawIssue): string | undefined {
  const example = exampleAt((issue.path ?? []).map(String))
  if (issue.code === 'invalid_type') {
    if (issue.input === undefined) return `is missing; write ${example ?? 'it'}`
    return `must be ${KINDS[issue.expected] ?? issue.expected}${example === null ? '' : `, such as ${example}`}`
  }
  if (issue.code === 'too_small') return `must not be empty${example === null ? '' : `; write ${example}`}`
  return undefined
}

function exampleAt(path: string[]): string | null {
  const [group = '', , ...rest] = path
  const example =
    path.length === 2 ? ENTRY_EXAMPLES[group] : EXAMPLES[rest.at(-1) ?? (path.length === 1 ? group : '')]
  return example ?? null
}

/** `is not a field; did you mean "blobs"?`, with all that there are where none is near. */
export function unknownField(key: string, fields: string[]): string {
  return `is not a field of the routes document; ${hintFor(key, fields)}`
}
