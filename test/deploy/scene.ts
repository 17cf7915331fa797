// A deploy in a test: settings of its own, and what it said.
import { readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { DeployOptions } from '../../cli/deploy/option.ts'
import { deploy } from '../../cli/deploy/run.ts'
import type { Program } from '../../cli/deploy/wrangler.ts'
import { PROJECT, WRANGLER_TOML } from '../../cli/local/project.ts'

export const EXAMPLE_ROUTES = resolve(PROJECT, 'config/cert-manager.json')

/** wrangler.toml with some of its text replaced, as a person's own copy of it. */
export async function copySettings(folder: string, ...edits: [from: string, to: string][]): Promise<string> {
  let text = await readFile(WRANGLER_TOML, 'utf8')
  for (const [from, to] of [
    ['"src/index.ts"', JSON.stringify(resolve(PROJECT, 'src/index.ts'))],
    ['directory = "assets"', `directory = ${JSON.stringify(resolve(PROJECT, 'assets'))}`],
    ...edits,
  ] as const) {
    if (!text.includes(from)) throw new Error(`wrangler.toml has no ${from}`)
    text = text.replaceAll(from, to)
  }
  const path = join(folder, 'wrangler.mine.toml')
  await writeFile(path, text)
  return path
}

/** What was said, or the sentence that it ended with. */
export async function tryDeploy(program: Program, options: Partial<DeployOptions> = {}): Promise<string> {
  const said: string[] = []
  try {
    await deploy(
      { config: WRANGLER_TOML, routes: null, secrets: null, isDryRun: false, ...options },
      { program, say: (line) => void said.push(line) },
    )
  } catch (error) {
    if (!(error instanceof Error)) throw error
    said.push(`${error.name === 'Error' ? '' : `${error.name}: `}${error.message}`)
  }
  return said.join('\n')
}
