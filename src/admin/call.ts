// One request to the admin API from somebody who may send it.
import type { Edge } from '../edge.ts'
import type { Memory } from '../gateway/call.ts'
import type { ConfigStore } from '../routing/config.ts'
import type { Actor } from './gate.ts'

export type AdminParts = { config: ConfigStore; memory: Memory }

export type AdminCall = AdminParts & {
  edge: Edge
  request: Request
  url: URL
  actor: Actor
  /** Milliseconds since 1970. */
  now: number
}
