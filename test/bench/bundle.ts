// A Worker as one module, bundled the way wrangler bundles the product.
import { build, stop } from 'esbuild'

export async function bundle(entry: string): Promise<string> {
  const built = await build({
    entryPoints: [entry],
    bundle: true,
    format: 'esm',
    target: 'es2024',
    minify: true,
    write: false,
    loader: { '.sql': 'text' },
    external: ['cloudflare-internal:workers'],
  })
  // Its process would wait for more work until ours ends.
  await stop()
  return built.outputFiles[0]?.text ?? ''
}
