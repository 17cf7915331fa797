// What `npm run deploy -- ...` was asked to do.
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { WRANGLER_TOML } from '../local/project.ts'
import { DeployError } from './deploy-error.ts'

export type DeployOptions = {
  /** The installation's own settings. */
  config: string
  /** The routes document to begin with, or null. */
  routes: string | null
  /** A file of secrets, or null. */
  secrets: string | null
  isDryRun: boolean
}

export const HELP = `npm run deploy -- [options]

Makes what the Worker needs in your Cloudflare account, brings the database to schema.sql, and deploys. What is there
already is used as it is, so that it may be run again at any time, and after every update.

  --config FILE    the settings of this installation, wrangler.toml if not given; a copy of your own survives updates
  --routes FILE    the routes document to begin with; one that is in use is never overwritten
  --secrets FILE   secrets to set, as NAME=value lines or JSON; a file, so that they are on no command line
  --dry-run        everything that needs no account: checks, the build, the schema on a database that is thrown away
  --help           this text

  CLOUDFLARE_API_TOKEN    instead of \`npx wrangler login\`, for CI
  CLOUDFLARE_ACCOUNT_ID   which account, if you have several
`

/** null when help was asked for. Throws a DeployError for anything it does not understand. */
export function parseOptions(
  args: string[],
  environment: Record<string, string | undefined>,
): DeployOptions | null {
  const values = parseValues(args)
  // npm has such an option itself and would have this be a real deploy.
  if (environment['npm_config_dry_run'] === 'true' && !values['dry-run'])
    throw new DeployError('npm has taken --dry-run for its own; write: npm run deploy -- --dry-run')
  // npm runs scripts in the project's folder; a path is meant from where it was typed.
  const folder = environment['INIT_CWD'] ?? process.cwd()
  if (values.help) return null
  const fileOf = (path: string | undefined) => (path === undefined ? null : resolve(folder, path))
  return {
    config: fileOf(values.config) ?? WRANGLER_TOML,
    routes: fileOf(values.routes),
    secrets: fileOf(values.secrets),
    isDryRun: values['dry-run'],
  }
}

function parseValues(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        config: { type: 'string' },
        routes: { type: 'string' },
        secrets: { type: 'string' },
        'dry-run': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false, short: 'h' },
      },
    }).values
  } catch (error) {
    const [sentence] = (error instanceof Error ? error.message : String(error)).split('. ')
    throw new DeployError(`${sentence}; npm run deploy -- --help lists what there is`, { cause: error })
  }
}
