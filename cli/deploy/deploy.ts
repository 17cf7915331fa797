// `npm run deploy`: to the user's Cloudflare account, as often as they like.
import { outliveReaders } from '../command/terminal.ts'
import { DeployError } from './deploy-error.ts'
import { HELP, parseOptions } from './option.ts'
import { deploy } from './run.ts'
import { NODE_WRANGLER } from './wrangler.ts'

outliveReaders()
const say = (line: string) => void process.stdout.write(`${line}\n`)

try {
  const options = parseOptions(process.argv.slice(2), process.env)
  if (options === null) process.stdout.write(HELP)
  else await deploy(options, { program: NODE_WRANGLER, say })
} catch (error) {
  process.exitCode = 1
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(`${error instanceof DeployError ? error.message : text}\n`)
}
