// The change itself: asked of the gateway, and what that answers.
import { EXIT } from '../command/exit.ts'
import { CommandFailure } from '../command/failure.ts'
import { changedSchema, refusedSchema } from '../gateway/answer.ts'
import { type Gateway, errorOf } from '../gateway/gateway.ts'
import type { Refusal } from './refusal.ts'
import { spreadMsOf } from './spread.ts'

export const PATH = '/admin/v1/upstream'

/** `verification`: what the gateway compared, whether or not that made it refuse. */
export type Put =
  | { refusal: null; verification: unknown; spreadMs: number }
  | { refusal: Refusal; verification: unknown; spreadMs: null }

export type Change = { name: string; force: boolean; reason: string | undefined }

/** Throws a CommandFailure for any refusal but that of what the gateway compared. */
export async function put(gateway: Gateway, { name, force, reason }: Change): Promise<Put> {
  const body = JSON.stringify({ upstream: name, force, ...(reason === undefined ? {} : { reason }) })
  // Between the question and the answer nobody here knows whether it is done.
  const onSignal = () => {
    process.stderr.write(
      `fairlead: stopped while ${gateway.url} was asked to switch to ${name}, which it may do all the same: fairlead status tells\n`,
    )
    process.exit(EXIT.interrupted)
  }
  process.once('SIGINT', onSignal)
  const response = await gateway
    .admin(PATH, { method: 'PUT', body })
    .finally(() => process.off('SIGINT', onSignal))
  const value: unknown = await response
    .clone()
    .json()
    .catch(() => null)
  const changed = changedSchema.safeParse(value)
  if (response.ok && changed.success) {
    const { everywhere_by, verification = null } = changed.data
    return { refusal: null, verification, spreadMs: spreadMsOf(everywhere_by, Date.now()) }
  }
  const refused = refusedSchema.safeParse(value)
  if (response.status === 409 && refused.success) {
    const { verification } = refused.data
    return { refusal: verification, verification, spreadMs: null }
  }
  const what =
    response.status === 409
      ? 'the gateway refuses the switch'
      : `the switch failed with status ${response.status}`
  throw new CommandFailure(`${what}: ${await errorOf(response)}`)
}
