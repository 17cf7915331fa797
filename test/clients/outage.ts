// An outage from its beginning to its end: clients pull all the time, while the first registry is killed and brought back.
import { vi } from 'vitest'
import type { LoggedRequest } from '../registry/request-log.ts'
import type { Client, Driver } from './client.ts'
import type { Mortal } from './mortal.ts'
import { type PullMade, type Puller, startPuller } from './puller.ts'
import { type Stage, askGateway } from './stage.ts'
import type { Seen } from './witness.ts'

/** How many pulls each client begins and ends in each part of it, at least. */
const PULLS_EACH = 2
const PULLS_MS_MAX = 60_000
/** However well a registry is, one that has failed is left alone for ten seconds at a time. */
const RETURN_MS_MAX = 30_000
/** By digest alone do the clients ask for this one, so that it is a tag which the gateway knows nothing of. */
const UNKNOWN_TAG = 'cert-manager-controller/manifests/v1.18.2'

export type Outage = {
  pulls: Map<Driver, PullMade[]>
  /** When the first registry was told to die, and when it had. */
  killedAt: number
  deadAt: number
  /** When the gateway had said so. */
  downAt: number
  /** The answer for a tag that was first asked for when the registry was dead and the gateway had not noticed. */
  unknownTag: Response
  /** What the first registry was asked while it was back, but not yet trusted. */
  askedWhileRecovering: LoggedRequest[]
  /** All that was asked of the gateway. */
  seen: Seen[]
}

export async function playOutage(stage: Stage, clients: Map<Driver, Client>): Promise<Outage> {
  const { registries, health, witness, content } = stage
  const [first] = registries
  const shelf = { host: `localhost:${witness.port}`, content }
  const pullers = new Map([...clients].map(([driver, client]) => [driver, startPuller(client, shelf)]))
  try {
    await pullsSince(pullers, 0)
    const killedAt = Date.now()
    await first.kill()
    const deadAt = Date.now()
    const unknownTag = await askGateway(stage, UNKNOWN_TAG)
    const downAt = await health.until('down')
    await pullsSince(pullers, downAt)
    await first.revive()
    await health.until('recovering')
    const askedWhileRecovering = await first.requests()
    await pullsSince(pullers, await health.until('up'))
    await allReturned(first, clients)
    await stopAll(pullers)
    const pulls = new Map([...pullers].map(([driver, puller]) => [driver, puller.made()]))
    const asked = { unknownTag, askedWhileRecovering, seen: witness.take() }
    return { pulls, killedAt, deadAt, downAt, ...asked }
  } finally {
    await stopAll(pullers)
  }
}

async function pullsSince(pullers: Map<Driver, Puller>, since: number): Promise<void> {
  await vi.waitFor(
    () => {
      for (const [{ name }, puller] of pullers) {
        const made = puller.made().filter(({ begun }) => begun >= since)
        if (made.length < PULLS_EACH) throw new Error(`${name} has not made ${PULLS_EACH} pulls yet`)
      }
    },
    { timeout: PULLS_MS_MAX },
  )
}

/** Each client reads blobs of the first registry again. */
async function allReturned(first: Mortal, clients: Map<Driver, Client>): Promise<void> {
  await vi.waitFor(
    async () => {
      const asked = await first.requests()
      for (const [{ name }, { userAgent }] of clients)
        if (!asked.some((one) => userAgent.test(one.userAgent) && one.status === 200))
          throw new Error(`${name} has not come back to the first registry yet`)
    },
    { timeout: RETURN_MS_MAX },
  )
}

async function stopAll(pullers: Map<Driver, Puller>): Promise<void> {
  await Promise.all([...pullers.values()].map((puller) => puller.stop()))
}
