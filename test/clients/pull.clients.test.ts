// Real clients pull through the real product, before one upstream after the other.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Asked, digestOf, isBlobRead, isWholeBlob } from './asked.ts'
import type { Client, Driver } from './client.ts'
import { DRIVERS } from './driver.ts'
import { START_MS_MAX } from './part.ts'
import { isPossible } from './possible.ts'
import { PULLS, type Pull, imageOf, referenceOf, versionOf } from './pull.ts'
import { type Scene, UPSTREAM_NAMES, startScene } from './scene.ts'
import { KINDS, type Kind, type Upstream } from './upstream.ts'
import { createWorkspace } from './workspace.ts'

const GATEWAY = /^fairlead\//
// A few manifests with their headers; the layers of one image are more than three times this.
const GATEWAY_BYTES_MAX = 64 * 1024

const workspace = await createWorkspace()
let scene: Scene

beforeAll(async () => {
  scene = await startScene(workspace)
}, START_MS_MAX)
afterAll(() => workspace.cleanUp(), 120_000)

for (const [index, kind] of KINDS.entries()) {
  describe(`before ${kind.title}`, () => {
    if (!isPossible(kind)) return
    beforeAll(() => scene.product.switchTo(UPSTREAM_NAMES[index] ?? ''), 60_000)
    for (const driver of DRIVERS) describe(driver.name, () => pulls(driver, kind))
  })
}

function pulls(driver: Driver, kind: Kind): void {
  if (!isPossible(driver)) return
  beforeEach(() => scene.forget())
  it.each(PULLS)('pulls $what', { timeout: 60_000 }, async (pull) => {
    const client = scene.client(driver)
    const upstream = scene.upstream(kind)
    const { layers, config } = imageOf(scene.content, pull)
    expect(await versionPulled(client, pull)).toBe(versionOf(pull))
    expect(scene.meter.bytes()).toBeLessThan(GATEWAY_BYTES_MAX)
    const asked = await askedAfter(upstream, client, [...layers, config ?? ''])
    const byClient = asked.filter(({ userAgent }) => client.userAgent.test(userAgent))
    expect(byClient.filter((each) => !isBlobRead(each) || each.authorized)).toEqual([])
    // In one hop: the gateway sent it straight to the bytes.
    if (kind.blobs === 'resolve') expect(byClient.filter(({ status }) => status !== 200)).toEqual([])
    const others = asked.filter((each) => !byClient.includes(each))
    expect(others.filter(({ userAgent }) => !GATEWAY.test(userAgent))).toEqual([])
    const ownReads = others.filter(isWholeBlob).map(digestOf) // a config tells which platform an image is for
    expect(ownReads.filter((digest) => layers.includes(digest))).toEqual([])
    for (const inactive of scene.othersThan(kind))
      expect((await inactive.asked()).filter(({ userAgent }) => !GATEWAY.test(userAgent))).toEqual([])
  })
}

async function versionPulled(client: Client, pull: Pull): Promise<string> {
  const reference = `localhost:${scene.meter.port}/${referenceOf(scene.content, pull)}`
  const image = { reference, platform: pull.platform }
  await client.pull(image)
  try {
    return (await client.readFile(image, 'etc/cert-manager/version')).trim()
  } finally {
    await client.remove(image)
  }
}

/** What the upstream was asked, once its log, which may lag behind, shows each of the blobs going to the client. */
async function askedAfter(upstream: Upstream, client: Client, blobs: string[]): Promise<Asked[]> {
  let asked: Asked[] = []
  const blobsCarried = async () => {
    asked = await upstream.asked()
    const carried = asked.filter((each) => isWholeBlob(each) && client.userAgent.test(each.userAgent))
    return carried.map(digestOf)
  }
  await expect.poll(blobsCarried, { timeout: 5_000 }).toEqual(expect.arrayContaining(blobs))
  return asked
}
