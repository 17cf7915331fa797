// The Worker's doors.
import { createApp } from './app.ts'
import { edgeOf } from './edge.ts'

const app = createApp()

export default {
  fetch: app.fetch,
  scheduled: (_controller, env, context) => app.scheduled(edgeOf(env, context)),
} satisfies ExportedHandler<Env>
