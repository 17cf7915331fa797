// The Worker's doors.
import { createApp } from './app.ts'
import { edgeOf } from './edge.ts'

const app = createApp()

export default {
  fetch: app.fetch,
  queue: (batch, env, context) => app.queue(batch, edgeOf(env, context)),
  scheduled: (controller, env, context) => app.scheduled(controller.cron, edgeOf(env, context)),
} satisfies ExportedHandler<Env>
