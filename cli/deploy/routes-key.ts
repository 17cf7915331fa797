// The routes document: checked before anything else, put where there is none, and never over one that is in use.
import { readFile } from 'node:fs/promises'
import { relative } from 'node:path'
import type { RoutesDocument } from '../../src/routing/document.ts'
import { checkRoutes, parseRoutes, sentencesOf } from '../../src/routing/parse.ts'
import { PROJECT } from '../local/project.ts'
import { DeployError } from './deploy-error.ts'
import type { Wrangler } from './wrangler.ts'

const KEY = 'routes'

export type RoutesFile = { path: string; document: RoutesDocument }

export async function readRoutesFile(path: string): Promise<RoutesFile> {
  const shown = relative(PROJECT, path)
  const text = await readFile(path, 'utf8').catch(() => {
    throw new DeployError(`${shown}: cannot be read`)
  })
  const { document, problems } = checkRoutes(text)
  if (document === null)
    throw new DeployError([`${shown} is not a routes document:`, ...sentencesOf(problems)].join('\n  '))
  return { path, document }
}

export type RoutesState = { line: string; document: RoutesDocument | null }

/** What is in use afterwards, and what became of the file. */
export async function putRoutesOnce(
  wrangler: Wrangler,
  namespace: string,
  file: RoutesFile | null,
): Promise<RoutesState> {
  const where = ['--namespace-id', namespace, '--remote']
  const live = await wrangler.run('kv', 'key', 'get', KEY, '--text', ...where)
  const text = live.code === 0 ? live.out.trim() : ''
  if (live.code !== 0 && !/\b404\b|\bnot found\b/i.test(live.problem))
    await wrangler.must('read the routes document in use', 'kv', 'key', 'get', KEY, '--text', ...where)
  if (text !== '' && text !== 'Value not found') {
    const { document, problems } = parseRoutes(text)
    const state =
      problems === null ? 'in use, left as it is' : `in use, with mistakes: ${problems.join('; ')}`
    return { line: `routes         ${state}`, document }
  }
  if (file === null)
    return {
      line: 'routes         none yet: npm run deploy -- --routes FILE (config/cert-manager.json shows one)',
      document: null,
    }
  await wrangler.must('put the routes document', 'kv', 'key', 'put', KEY, '--path', file.path, ...where)
  return { line: `routes         ${relative(PROJECT, file.path)}, put`, document: file.document }
}
