// Real clients pull in a loop while the first of two registries is killed and brought back.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Client, Driver } from './client.ts'
import { containerd } from './containerd.ts'
import { docker } from './docker.ts'
import { startClients } from './driver.ts'
import { incidentsOf } from './incident-list.ts'
import { GHCR, QUAY } from './manner.ts'
import { type Outage, playOutage } from './outage.ts'
import { podman } from './podman.ts'
import { START_MS_MAX } from './part.ts'
import { isPossible } from './possible.ts'
import { type Pull, imageOf, versionOf } from './pull.ts'
import { type PullMade, versionPulled } from './puller.ts'
import { skopeo } from './skopeo.ts'
import { stageFor } from './stage.ts'
import { isFailedManifest, isManifest } from './witness.ts'
import { createWorkspace } from './workspace.ts'

const DRIVERS = [docker, containerd, podman, skopeo]
const GATEWAY = /^fairlead\//
// Events become numbers in a few rounds of the local clock.
const COUNTED_MS_MAX = 40_000

const platform = 'linux/amd64'
const repository = 'cert-manager-controller'
const TAG: Pull = { what: 'a tag', name: repository, repository, tag: 'v1.19.0', platform, by: 'tag' }
// During the outage clients ask for it by digest alone.
const OTHER_TAG: Pull = { ...TAG, what: 'another tag', tag: 'v1.18.2' }

let clients = new Map<Driver, Client>()
const workspace = await createWorkspace()

beforeAll(async () => {
  clients = await startClients(workspace, DRIVERS)
}, START_MS_MAX)
afterAll(() => workspace.cleanUp(), 120_000)

for (const manner of [QUAY, GHCR])
  describe(`before two registries ${manner.title}`, () => {
    const stage = stageFor(manner, 2)
    let outage: Outage
    beforeAll(async () => {
      outage = await playOutage(stage(), clients)
    }, 240_000)

    it('answers every request for a manifest with 200, while the first is killed and brought back', () => {
      expect(outage.seen.filter(isManifest)).not.toEqual([])
      expect(outage.seen.filter(isFailedManifest)).toEqual([])
    })

    it('gets a tag that it knows nothing of from the second, before it has noticed anything', () => {
      const { status, headers } = outage.unknownTag
      expect(status).toBe(200)
      expect(headers.get('Docker-Content-Digest')).toBe(imageOf(stage().content, OTHER_TAG).index)
      expect(headers.get('Warning')).toBeNull()
    })

    for (const driver of DRIVERS)
      describe(driver.name, () => {
        if (!isPossible(driver)) return
        const begun =
          manner.blobs === 'direct' ? 'until the gateway has noticed' : 'by the moment of its death'
        it(`pulls all the time: nothing fails but what was begun ${begun}`, () => {
          const { pulls, killedAt, deadAt, downAt } = outage
          const until = manner.blobs === 'direct' ? downAt : deadAt
          const isExcused = ({ begun, ended, got }: PullMade) =>
            got === null && ended >= killedAt && begun <= until
          const failed = (pulls.get(driver) ?? []).filter(({ due, got }) => got !== due)
          expect(failed.filter((pull) => !isExcused(pull))).toEqual([])
        })
      })

    it('trusts the first again by itself, and sends nobody there before', () => {
      expect(stage().health.states()).toEqual(['up', 'down', 'recovering', 'up'])
      const byClient = outage.askedWhileRecovering.filter(({ userAgent }) => !GATEWAY.test(userAgent))
      expect(byClient).toEqual([])
    })

    it('writes it down as one failover, which is over, and counts what that has saved', async () => {
      const failover = { kind: 'failover', from: 'first', to: 'second', isOver: true, hasSaved: true }
      await expect.poll(() => incidentsOf(stage()), { timeout: COUNTED_MS_MAX }).toEqual([failover])
    })

    describe('of which the first then limits requests', () => {
      if (!isPossible(containerd)) return
      it('serves containerd from the second', async () => {
        const { registries, witness, content } = stage()
        const [first] = registries
        await first.setSwitches({ failures: [{ on: ['manifest'], as: '429', retryAfterSeconds: 60 }] })
        const client = clients.get(containerd)
        if (client === undefined) throw new Error('containerd was not started')
        const shelf = { host: `localhost:${witness.port}`, content }
        for (const pull of [OTHER_TAG, TAG])
          expect(await versionPulled(client, pull, shelf)).toBe(versionOf(pull))
        expect((await first.requests()).map(({ status }) => status)).toContain(429)
        expect(witness.take().filter(isFailedManifest)).toEqual([])
      })
    })
  })
