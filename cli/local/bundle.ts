// The Worker as one module with its source map, as wrangler would make it of the same file.
import { build, stop } from 'esbuild'
import { StartError } from './start-error.ts'

/** Throws a StartError with the place of a mistake in the source. */
export async function bundleWorker(entryPoint: string): Promise<string> {
  try {
    const { outputFiles } = await build({
      entryPoints: [entryPoint],
      bundle: true,
      format: 'esm',
      target: 'es2024',
      conditions: ['workerd', 'worker', 'browser'],
      external: ['cloudflare:*'],
      sourcemap: 'inline',
      write: false,
      logLevel: 'silent',
    })
    return outputFiles[0]?.text ?? ''
  } catch (error) {
    throw new StartError(error instanceof Error ? error.message : String(error), { cause: error })
  } finally {
    // Its process would wait for more work until ours ends.
    await stop()
  }
}
