// How large the deployed Worker is, as `wrangler deploy` says it.
import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { type Figure, figure } from './figure.ts'
import { inWorkspace } from './workspace.ts'

const PROJECT = resolve(import.meta.dirname, '../..')
const WRANGLER = resolve(PROJECT, 'node_modules/wrangler/bin/wrangler.js')
const QUIET = { WRANGLER_SEND_METRICS: 'false', WRANGLER_HIDE_BANNER: 'true' }

/** Nothing is deployed, and nobody is asked. */
export async function bundleGzipKib(): Promise<number> {
  return inWorkspace(async (folder) => {
    const wrangler = [WRANGLER, 'deploy', '--dry-run', '--outdir', folder]
    const env = { ...process.env, ...QUIET }
    const { stdout } = await promisify(execFile)(process.execPath, wrangler, { cwd: PROJECT, env })
    const [, kib] = /gzip: ([\d.]+) KiB/.exec(stdout) ?? []
    if (kib === undefined) throw new Error(`wrangler does not say how large the bundle is:\n${stdout}`)
    return Number(kib)
  })
}

export const BUNDLE_SIZE = {
  about: 'the Worker, minified and compressed, as wrangler deploys it',
  run: async (): Promise<Figure[]> => [figure('bundle_gzip_kib', await bundleGzipKib(), 'KiB')],
}
