// /_stand-in/...: looking at a running stand-in and changing it.
import { z } from 'zod'
import { jsonAnswer } from './body.ts'
import { descriptionOf } from './content/description.ts'
import { emptyLog } from './request-log.ts'
import type { Stand } from './stand.ts'
import { switchesWith, type Switches } from './switches.ts'

export const resetRequests = (stand: Stand): void => {
  stand.log = emptyLog()
}

export const setSwitches = (stand: Stand, patch: unknown): Switches => {
  stand.switches = switchesWith(patch, stand.switches)
  // Parsing makes new failures, so each `times` begins anew.
  stand.failed.clear()
  return stand.switches
}

export const answerRequests = (request: Request, stand: Stand): Response => {
  if (request.method === 'DELETE') resetRequests(stand)
  return jsonAnswer(stand.log)
}

export const answerSwitches = async (request: Request, stand: Stand): Promise<Response> => {
  if (request.method !== 'PUT') return jsonAnswer(stand.switches)
  try {
    return jsonAnswer(setSwitches(stand, await request.json()))
  } catch (error) {
    const message = error instanceof z.ZodError ? z.prettifyError(error) : String(error)
    return jsonAnswer({ error: `These switches cannot be set: ${message}` }, 400)
  }
}

export const answerContent = (_request: Request, stand: Stand): Response =>
  jsonAnswer(descriptionOf(stand.catalogue))
