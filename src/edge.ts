// What one invocation of the Worker has from the platform.
import { type Settings, settingsOf } from './settings.ts'

export type Edge = {
  env: Env
  settings: Settings
  /** Where it was asked, `https://downloads.example.org`; '' for a queue's batch or a cron. */
  origin: string
  /** Keeps work alive after the answer is sent. */
  waitUntil: (work: Promise<unknown>) => void
}

export function edgeOf(env: Env, context: Pick<ExecutionContext, 'waitUntil'>, origin = ''): Edge {
  return { env, settings: settingsOf(env), origin, waitUntil: (work) => context.waitUntil(work) }
}
