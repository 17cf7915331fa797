// Whose account it goes to.
import * as z from 'zod'
import { LOG_IN } from './advice.ts'
import { DeployError } from './deploy-error.ts'
import type { Wrangler } from './wrangler.ts'

const schema = z.looseObject({
  loggedIn: z.boolean(),
  accounts: z.array(z.object({ id: z.string(), name: z.string() })).default([]),
})

/** In words. Throws a DeployError where it is not clear. `chosen` is the id that the settings or the environment name. */
export async function findAccount(wrangler: Wrangler, chosen: string): Promise<string> {
  const { out, problem } = await wrangler.run('whoami', '--json')
  const answer = parse(out)
  // A token of one account may be allowed everything but to say whose it is.
  if (answer === null && chosen !== '') return chosen
  if (answer === null)
    throw new DeployError(`Cannot find out whose account this is.\n  ${problem}\n${LOG_IN}`)
  const { loggedIn, accounts } = answer
  if (!loggedIn) throw new DeployError(`Not logged in to Cloudflare.\n${LOG_IN}`)
  const list = accounts.map(({ id, name }) => `  ${id}  ${name}`).join('\n')
  if (chosen !== '') {
    const found = accounts.find(({ id }) => id === chosen)
    if (found !== undefined || accounts.length === 0) return found?.name ?? chosen
    throw new DeployError(`The account ${chosen} is not one that you may use. There are:\n${list}`)
  }
  const [only] = accounts
  if (only === undefined)
    throw new DeployError(
      'You are logged in, but to no account. Make one at https://dash.cloudflare.com/sign-up.',
    )
  if (accounts.length > 1)
    throw new DeployError(`There are several accounts. Set CLOUDFLARE_ACCOUNT_ID to one of them:\n${list}`)
  return only.name
}

function parse(out: string): z.output<typeof schema> | null {
  try {
    return schema.safeParse(JSON.parse(out)).data ?? null
  } catch {
    return null
  }
}
