// Which routes document a command goes by: a file, or the one that the gateway uses.
import { readFile } from 'node:fs/promises'
import { parseRoutes } from '../../src/routing/parse.ts'
import type { RoutesDocument } from '../../src/routing/document.ts'
import { type Routes, compileRoutes } from '../../src/routing/routes.ts'
import { CommandFailure, UsageFailure } from '../command/failure.ts'
import type { Globals } from '../command/global.ts'
import { credentialHeaders } from '../gateway/credentials.ts'
import { errorOf, gatewayOf } from '../gateway/gateway.ts'
import { codeOf, reasonOf } from '../gateway/reason.ts'

const FILE_FAILURES: Partial<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder; name the file in it',
  EACCES: 'no permission',
}

export type FoundRoutes = { document: RoutesDocument; routes: Routes }

export async function readRoutes(globals: Globals): Promise<FoundRoutes> {
  const { text, where } = await findText(globals)
  const { document, problems } = parseRoutes(text)
  if (document === null) {
    const hint =
      globals.routes === null
        ? '\nThe gateway goes on by the last good one, if there was one; --routes FILE goes by a file'
        : ''
    throw new CommandFailure(`${where} cannot be used:\n  ${problems.join('\n  ')}${hint}`)
  }
  return { document, routes: compileRoutes(document) }
}

export async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    throw new CommandFailure(`${file} cannot be read: ${FILE_FAILURES[codeOf(error)] ?? reasonOf(error)}`)
  })
}

async function findText(globals: Globals): Promise<{ text: string; where: string }> {
  if (globals.routes !== null) return { text: await readText(globals.routes), where: globals.routes }
  if (globals.gateway === null)
    throw new UsageFailure('say which routes document: --routes FILE, or --gateway URL with its token')
  const gateway = gatewayOf(globals)
  if (credentialHeaders(globals) === null)
    throw new UsageFailure(
      `${gateway.url} does not give its routes document without its token: set FAIRLEAD_ADMIN_TOKEN, or use --routes FILE`,
    )
  const response = await gateway.admin('/admin/v1/routes')
  if (response.ok) return { text: await response.text(), where: `the routes document of ${gateway.url}` }
  throw new CommandFailure(`${gateway.url} does not give its routes document: ${await errorOf(response)}`)
}
