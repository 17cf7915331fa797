// The Worker as it would be uploaded: built, and its size said.
import { DeployError } from './deploy-error.ts'
import type { Wrangler } from './wrangler.ts'

/** In words. Throws a DeployError if it cannot be built. */
export async function buildWorker(wrangler: Wrangler, folder: string): Promise<string> {
  const out = await wrangler.must('build the Worker', 'deploy', '--dry-run', '--outdir', folder)
  const [, raw, gzip] = /Total Upload: (.+?) \/ gzip: (.+)/.exec(out) ?? []
  if (raw === undefined || gzip === undefined)
    throw new DeployError(`wrangler does not say how large it is: ${out}`)
  return `${gzip} gzipped, ${raw} in all`
}
