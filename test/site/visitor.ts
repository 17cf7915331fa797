// Whoever asks for what is public, at a host of their own and so with a part of the edge's cache of their own.
import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { createApp } from '../../src/app.ts'
import { ownOrigin } from '../origin.ts'

export type Visitor = { origin: string; ask: (path: string, init?: RequestInit) => Promise<Response> }

export function createVisitor(): Visitor {
  const app = createApp()
  const origin = ownOrigin('numbers')
  return {
    origin,
    ask: async (path, init = {}) => {
      const context = createExecutionContext()
      const response = await app.fetch(new Request(`${origin}${path}`, init), env, context)
      await waitOnExecutionContext(context)
      return response
    },
  }
}
