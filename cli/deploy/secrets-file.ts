// The file of secrets: read as wrangler will read it, and held against what the Worker takes. Lines are told by their
// numbers: what stands where a name should be may be a secret itself.
import { readFile } from 'node:fs/promises'
import { relative } from 'node:path'
import { parseEnv } from 'node:util'
import * as z from 'zod'
import { jsonProblem } from '../../src/routing/json-error.ts'
import { readSettings } from '../../src/settings.ts'
import { PROJECT } from '../local/project.ts'
import { DeployError } from './deploy-error.ts'

/** With a value on its line, or in quotes on several. */
const ENTRY =
  /^\s*(?:export\s+)?[A-Za-z_]\w*[ \t]*=[ \t]*(?:(?:"(?:\\"|[^"])+"|'(?:\\'|[^'])+'|`(?:\\`|[^`])+`)[ \t]*(?:#.*)?|[^\s#"'`].*)$/gm

const jsonSchema = z.record(z.string(), z.string().min(1))

type Read = { secrets: Record<string, string | undefined>; problems: string[] }

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
  const known = refused(vars)
  const found = refused({ ...vars, ...secrets }).filter((one) => !known.includes(one))
  const all = [...problems, ...found]
  if (all.length > 0) throw new DeployError([`${shown}:`, ...all].join('\n  '))
}

function readLines(text: string): Read {
  // Of the entries only the line breaks are left, so that lines keep their numbers.
  const rest = text.replaceAll(ENTRY, (entry) => entry.replaceAll(/.+/g, ''))
  const wrong = rest.split('\n').flatMap((line, index) => (/^\s*(#|$)/.test(line) ? [] : [index + 1]))
  if (wrong.length > 0)
    return {
      secrets: {},
      problems: wrong.map((number) => `line ${number}: must be NAME=value, with a value, or # and a remark`),
    }
  const secrets = parseEnv(text)
  return { secrets, problems: Object.keys(secrets).length === 0 ? ['there is no secret in it'] : [] }
}

function readJson(text: string): Read {
  const problem = jsonProblem(text)
  if (problem !== null) return { secrets: {}, problems: [`is not JSON: ${problem}`] }
  const { data, error } = jsonSchema.safeParse(JSON.parse(text))
  if (data !== undefined) return { secrets: data, problems: [] }
  const named = error.issues.map(({ path }) => path.join('.'))
  return { secrets: {}, problems: named.map((name) => `${name}: must be text in "double quotes", not empty`) }
}

/** By the Worker's own rules. */
function refused(variables: object): string[] {
  try {
    return readSettings(variables).admin.problems
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)]
  }
}
