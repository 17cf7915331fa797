// Secrets: which the routes document asks for, and which the Worker has. Their values are none of our business.
import * as z from 'zod'
import type { RoutesDocument } from '../../src/routing/document.ts'
import { jsonOf } from './resource.ts'
import type { Wrangler } from './wrangler.ts'

const secretsSchema = z.array(z.looseObject({ name: z.string() }))

const OPTIONAL: Record<string, string> = {
  ADMIN_TOKEN: 'the admin API is off without it',
}

/** Lines for those that are not set; `flags` is what the settings' file is named by on a command line. */
export async function missingSecrets(
  wrangler: Wrangler,
  document: RoutesDocument | null,
  flags: string,
): Promise<string[]> {
  const out = await wrangler.must('list the secrets', 'secret', 'list', '--format', 'json')
  const there = new Set(jsonOf(out, secretsSchema).map(({ name }) => name))
  const wanted = new Map<string, string>()
  for (const [name, { credentials }] of Object.entries(document?.upstreams ?? {}))
    if (credentials !== undefined)
      wanted.set(credentials, `user:password for the upstream "${name}", asked without it now`)
  if (document?.auth === 'token')
    wanted.set('TOKEN_SECRET', '32 characters or more; without it the key is kept in KV')
  for (const [name, what] of Object.entries(OPTIONAL)) wanted.set(name, what)
  return [...wanted]
    .filter(([name]) => !there.has(name))
    .map(
      ([name, what]) =>
        `secret         ${name} is not set (${what}): npx wrangler secret put ${name}${flags}`,
    )
}
