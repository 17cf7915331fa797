// What a client waits for, with an upstream that is 50 ms away: through the product, and asking the upstream itself.
import { type Figure, figure } from '../figure.ts'
import { interleaved, median, ratio } from './interleaved.ts'
import { type Image, asking, imageOf } from './shape.ts'
import { onStage } from './stage.ts'

const LATENCY_MS = 50
const ROUNDS = 15

export async function runLatency(): Promise<Figure[]> {
  return onStage({ registry: { latencyMs: LATENCY_MS } }, async (stage) => {
    const image = await imageOf(stage)
    const through = () => resolveImage(stage.gateway.url, image)
    const direct = () => resolveImage(stage.registry.url, image, `${stage.namespace}/`)
    // Warm is what is measured: the image has been asked for before.
    await through()
    await direct()
    const [gateway = [], upstream = []] = await interleaved(ROUNDS, [through, direct])
    return [
      figure('manifest_phase_latency_ratio', ratio(gateway, upstream), 'ratio'),
      figure('manifest_phase_ms', median(gateway), 'ms'),
      figure('manifest_phase_direct_ms', median(upstream), 'ms'),
    ]
  })
}

/** As containerd does it: what the tag is, its index, the image of the platform. */
async function resolveImage(url: string, image: Image, namespace = ''): Promise<number> {
  const manifest = (reference: string) => `/v2/${namespace}${image.repository}/manifests/${reference}`
  const begun = performance.now()
  await ask('HEAD', url, { path: manifest(image.tag), digest: image.index })
  await ask('GET', url, { path: manifest(image.index), digest: image.index })
  await ask('GET', url, { path: manifest(image.manifest), digest: image.manifest })
  return performance.now() - begun
}

async function ask(method: string, url: string, { path, digest }: { path: string; digest: string }) {
  const { headers } = asking(path, 0)
  const response = await fetch(url + path, { method, headers })
  await response.arrayBuffer()
  if (!response.ok || response.headers.get('Docker-Content-Digest') !== digest)
    throw new Error(`${method} ${url}${path} answers ${response.status}`)
}
