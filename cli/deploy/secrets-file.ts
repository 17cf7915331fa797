// The file of secrets: read as wrangler will read it, and held against what the Worker takes. Lines are told by their
// numbers: what stands where a name should be may be a secret itself.
import { readFile } from 'node:fs/promises'
import { relative } from 'node:path'
import { parseEnv } from 'node:util'
import * as z from 'zod'
import { doubledFields } from '../../src/routing/doubled-field.ts'
import { jsonProblem } from '../../src/routing/json-error.ts'
import { settingsProblems } from '../../src/settings.ts'
import { PROJECT } from '../local/project.ts'
import { DeployError } from './deploy-error.ts'

/** With a value on its line, or in quotes on several. */
const ENTRY =
  /^\s*(?:export\s+)?([A-Za-z_]\w*)[ \t]*=[ \t]*(?:(?:"(?:\\"|[^"])+"|'(?:\\'|[^'])+'|`(?:\\`|[^`])+`)[ \t]*(?:#.*)?|[^\s#"'`].*)$/gm

const jsonSchema = z.record(z.string(), z.unknown())

type Read = { secrets: Record<string, unknown>; problems: string[] }

/** Throws a DeployError with everything that is wrong with it; `vars` are the settings' variables. */
export async function checkSecretsFile(path: string, vars: object): Promise<void> {
  const shown = relative(PROJECT, path)
  const read = await readFile(path, 'utf8').catch(() => {
    throw new DeployError(`${shown}: cannot be read`)
  })
  // Some editors begin a file with a byte order mark.
  const text = read.replace(/^\uFEFF/, '')
  const { secrets, problems } = text.trimStart().startsWith('{') ? readJson(text) : readLines(text)
  // What is wrong with the settings alone is not this file's.
  const known = settingsProblems(vars)
  const found = settingsProblems({ ...vars, ...secrets }).filter((one) => !known.includes(one))
  const all = [...problems, ...found]
  if (all.length > 0) throw new DeployError([`${shown}:`, ...all].join('\n  '))
}

function readLines(text: string): Read {
  const lineAt = (at: number) => text.slice(0, at).split('\n').length
  const entries: string[] = []
  const lines = new Map<string, number>()
  const problems: string[] = []
  // Of the entries only the line breaks are left, so that lines keep their numbers.
  const rest = text.replaceAll(ENTRY, (entry, name: string, at: number) => {
    const [line, first] = [lineAt(at + entry.indexOf(name)), lines.get(name)]
    if (first === undefined) lines.set(name, line)
    else problems.push(`line ${line}: sets the name of line ${first} again; leave one of them out`)
    entries.push(entry)
    return entry.replaceAll(/.+/g, '')
  })
  for (const [index, line] of rest.split('\n').entries())
    if (!/^\s*(#|$)/.test(line))
      problems.push(`line ${index + 1}: must be NAME=value, with a value, or # and a remark`)
  if (entries.length + problems.length === 0) problems.push('there is no secret in it')
  return { secrets: parseEnv(entries.join('\n')), problems }
}

function readJson(text: string): Read {
  const problem = jsonProblem(text)
  if (problem !== null) return { secrets: {}, problems: [`is not JSON: ${problem}`] }
  const doubled = doubledFields(text).map(({ path, message }) => `${path.join('.')}: ${message}`)
  const values = jsonSchema.parse(JSON.parse(text))
  const isText = (value: unknown) => typeof value === 'string' && value !== ''
  const wrong = Object.keys(values).filter((name) => !isText(values[name]))
  return {
    secrets: Object.fromEntries(Object.entries(values).filter(([, value]) => isText(value))),
    problems: [...doubled, ...wrong.map((name) => `${name}: must be text in "double quotes", not empty`)],
  }
}
