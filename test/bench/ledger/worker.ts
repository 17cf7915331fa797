// The bench Worker: the product's code inside workerd, one measurement a path.
import { costFigures, measureCost, readFigures } from '../../cost/figure.ts'
import { type Figure, figure } from '../figure.ts'
import { emptyTables } from './database.ts'
import { measureGrowthOfEvents, measureGrowthOfHistory } from './growth.ts'
import { measureQueue } from './queue.ts'
import { measureRollup } from './rollup.ts'
import { measureStats } from './stats.ts'
import { measureWrite } from './write.ts'

type Measure = (env: Env, context: ExecutionContext) => Promise<Figure[]>

const MEASUREMENTS: Record<string, Measure> = {
  write: measureWrite,
  rollup: measureRollup,
  stats: measureStats,
  queue: measureQueue,
  'growth-events': measureGrowthOfEvents,
  'growth-history': measureGrowthOfHistory,
  cost: async (env) => {
    const cost = await measureCost(env, () => emptyTables(env.DB))
    return [...costFigures(cost), ...readFigures(cost)].map(({ name, value, unit }) =>
      figure(name, value, unit),
    )
  },
}

export default {
  async fetch(request, env, context): Promise<Response> {
    const name = new URL(request.url).pathname.slice(1)
    const measure = MEASUREMENTS[name]
    if (measure === undefined) return new Response(`there is no measurement "${name}"`, { status: 404 })
    try {
      return Response.json(await measure(env, context))
    } catch (error) {
      return new Response(error instanceof Error ? error.stack : String(error), { status: 500 })
    }
  },
} satisfies ExportedHandler<Env>
