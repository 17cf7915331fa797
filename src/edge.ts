// What one invocation of the Worker has from the platform.
import { type Settings, settingsOf } from './settings.ts'

export type Edge = {
  env: Env
  settings: Settings
  /** Keeps work alive after the answer is sent. */
  waitUntil: (work: Promise<unknown>) => void
}

export function edgeOf(env: Env, context: Pick<ExecutionContext, 'waitUntil'>): Edge {
  return { env, settings: settingsOf(env), waitUntil: (work) => context.waitUntil(work) }
}
