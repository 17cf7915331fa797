// The only registry is killed: what the gateway knows goes on being served, and what it cannot have, it says.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Client } from './client.ts'
import { commandOf } from './command.ts'
import { containerd } from './containerd.ts'
import { obstacleOf } from './driver.ts'
import { GHCR } from './manner.ts'
import { START_MS_MAX } from './part.ts'
import { isPossible } from './possible.ts'
import { type Pull, imageOf } from './pull.ts'
import { skopeo } from './skopeo.ts'
import { askGateway, stageFor } from './stage.ts'
import { createWorkspace } from './workspace.ts'

const WARNING = /^299 - "no registry behind this one answers; /
const REASON = 'upstream first cannot be reached'
// A few seconds; a minute where a .dev.vars keeps wrangler from reading the environment.
const STALE_MS_MAX = 80_000
// A registry that fails is left alone for ten seconds at a time.
const TRIED_AGAIN_MS_MAX = 40_000

const NAME = 'cert-manager-controller'
const TAG = 'v1.19.0'
const PULL: Pull = {
  what: 'an image',
  name: NAME,
  repository: NAME,
  tag: TAG,
  platform: 'linux/amd64',
  by: 'tag',
}
const BY_TAG = `${NAME}/manifests/${TAG}`

const errorsSchema = z.object({ errors: z.array(z.object({ code: z.string(), message: z.string() })) })

const workspace = await createWorkspace()
afterAll(() => workspace.cleanUp(), 60_000)

describe(`before a single registry ${GHCR.title} and is killed after everybody has pulled`, () => {
  const stage = stageFor(GHCR, 1)
  const image = () => imageOf(stage().content, PULL)
  const byDigest = () => `${NAME}/manifests/${image().manifest}`
  const layer = () => `${NAME}/blobs/${image().layers[0] ?? ''}`
  const reference = () => `localhost:${stage().witness.port}/${NAME}:${TAG}`
  let index = ''
  let client: Client | null = null
  beforeAll(async () => {
    index = await (await askGateway(stage(), BY_TAG)).text()
    await askGateway(stage(), byDigest())
    // What a tag leads to is remembered by what a client accepts, so each has to have asked for it.
    if (obstacleOf(skopeo) === null) await inspect()
    if (obstacleOf(containerd) === null) client = await startContainerd()
    await stage().registries[0].kill()
  }, START_MS_MAX)

  async function inspect(): Promise<string> {
    const command = commandOf(await workspace.folder(skopeo.name), 'skopeo')
    return command('inspect', '--raw', '--tls-verify=false', `docker://${reference()}`)
  }

  async function startContainerd(): Promise<Client> {
    const started = await containerd.start(await workspace.folder(containerd.name))
    workspace.later(started.stop)
    const pulled = { reference: reference(), platform: PULL.platform }
    await started.pull(pulled)
    await started.remove(pulled)
    return started
  }

  it('goes on answering for the tag, with a warning as soon as the answer is not fresh any more', async () => {
    const statuses = new Set<number>()
    const warning = async () => {
      const { status, headers } = await askGateway(stage(), BY_TAG, 'HEAD')
      statuses.add(status)
      return headers.get('Warning')
    }
    await expect.poll(warning, { timeout: STALE_MS_MAX }).toMatch(WARNING)
    expect([...statuses]).toEqual([200])
    const answer = await askGateway(stage(), BY_TAG)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('Warning')).toMatch(WARNING)
    expect(await answer.text()).toBe(index)
  })

  it('answers by digest as ever', async () => {
    const { status, headers } = await askGateway(stage(), byDigest())
    expect(status).toBe(200)
    expect(headers.get('Warning')).toBeNull()
  })

  it('says in a sentence why a layer cannot be had', async () => {
    const answer = await askGateway(stage(), layer())
    expect(answer.status).toBe(503)
    const { errors } = errorsSchema.parse(await answer.json())
    expect(errors.map(({ code }) => code)).toEqual(['UNAVAILABLE'])
    expect(errors[0]?.message).toContain(REASON)
  })

  describe('skopeo', () => {
    if (!isPossible(skopeo)) return
    it('inspects the tag', async () => {
      expect(await inspect()).toBe(index)
    })
  })

  // The others show nothing but the status.
  describe('containerd', () => {
    if (!isPossible(containerd)) return
    it('shows the sentence to whoever pulls', async () => {
      const pulling = client?.pull({ reference: reference(), platform: PULL.platform })
      await expect(pulling).rejects.toThrow(REASON)
    })
  })

  it('serves all of it again, without a warning, soon after the registry is back', async () => {
    await stage().registries[0].revive()
    const answers = async () => {
      const { status, headers } = await askGateway(stage(), BY_TAG)
      return [status, headers.get('Warning'), (await askGateway(stage(), layer())).status]
    }
    await expect.poll(answers, { timeout: TRIED_AGAIN_MS_MAX }).toEqual([200, null, 307])
  })
})
