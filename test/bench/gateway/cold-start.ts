// How long after its process a Worker gives its first answer: the product over a bare Worker, with the same runtime.
import { findPort } from '../../registry/port.ts'
import { type Figure, figure } from '../figure.ts'
import { bareServing } from './bare-server.ts'
import { interleaved, median } from './interleaved.ts'
import { startPinned, untilAnswering } from './pinned.ts'
import { productServing } from './product.ts'
import { onStage } from './stage.ts'
import { workerdCommand } from './workerd.ts'

const ROUNDS = 11
const LOOK_EVERY_MS = 1

export async function runColdStart(): Promise<Figure[]> {
  return onStage({}, async ({ folder, platform }) => {
    const port = await findPort()
    const answer = { status: 200, headers: {}, bytes: new Uint8Array(2) }
    const commands = [
      await workerdCommand(folder, 'cold', productServing(port, platform)),
      await workerdCommand(folder, 'cold-bare', await bareServing(folder, { name: 'cold', port, answer })),
    ]
    const start = (command: string[]) => async () => {
      const begun = performance.now()
      const running = startPinned('serving', command)
      await untilAnswering(`http://127.0.0.1:${port}/v2/`, LOOK_EVERY_MS)
      const took = performance.now() - begun
      await running.stop()
      return took
    }
    const [product = [], bare = []] = await interleaved(ROUNDS, commands.map(start))
    return [
      figure('cold_start_ms', median(product) - median(bare), 'ms'),
      figure('cold_start_bare_ms', median(bare), 'ms'),
    ]
  })
}
