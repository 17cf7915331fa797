import { unpackTar } from 'modern-tar'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { buildCatalogue } from './catalogue.ts'
import { descriptionOf } from './description.ts'
import { digestOf } from './digest.ts'
import { buildDownloads } from './download.ts'
import { gunzip } from './gzip.ts'
import { createRegistry } from '../registry.ts'

const Config = z.object({
  rootfs: z.object({ diff_ids: z.array(z.string()) }),
  history: z.array(z.looseObject({})),
})

const bytesOf = async (response: Response) => new Uint8Array(await response.arrayBuffer())

const jsonOf = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(bytes))

const start = () =>
  createRegistry({
    origin: 'https://registry.test',
    cdnOrigin: 'https://cdn.test',
    switches: { blobs: 'bytes', acceptStrict: false },
  })

type Started = Awaited<ReturnType<typeof start>>

const get = (registry: Started, path: string) => registry.fetch(new Request(`https://registry.test${path}`))

describe('the content', () => {
  it('is the same at every start and under every namespace', async () => {
    const build = async (namespace: string) => descriptionOf(await buildCatalogue(namespace))
    const [one, two, bare] = await Promise.all([build('jetstack'), build('jetstack'), build('')])
    expect(two).toEqual(one)
    expect(bare.repositories.map(({ tags }) => tags)).toEqual(one.repositories.map(({ tags }) => tags))
    expect(bare.repositories.map(({ name }) => name)).toContain('cert-manager-controller')
    expect(await buildDownloads()).toEqual(await buildDownloads())
  })

  it('is served with the bytes that every digest and size promises', async () => {
    const registry = await start()
    for (const { name, manifests, blobs } of registry.content.repositories) {
      for (const [kind, entries] of Object.entries({ manifests, blobs })) {
        for (const { digest, size } of entries) {
          const bytes = await bytesOf(await get(registry, `/v2/${name}/${kind}/${digest}`))
          expect([bytes.length, await digestOf(bytes)]).toEqual([size, digest])
        }
      }
    }
  })

  it('holds everything that its manifests name', async () => {
    const { content } = await start()
    for (const { tags, manifests, blobs } of content.repositories) {
      const held = new Set([...manifests, ...blobs].map(({ digest }) => digest))
      const named = manifests.flatMap(
        ({ document: { config, layers = [], manifests: children = [], subject } }) =>
          [config, subject, ...layers, ...children].flatMap((descriptor) => descriptor?.digest ?? []),
      )
      expect([...named, ...Object.values(tags)].filter((digest) => !held.has(digest))).toEqual([])
    }
  })

  it('lists an image per platform, and provenance for the platform unknown/unknown', async () => {
    const { content } = await start()
    const images = content.images.map(({ repository, tag, platform }) => `${repository} ${tag} ${platform}`)
    expect(images.filter((image) => !image.includes('alpha'))).toEqual([
      'jetstack/cert-manager-controller v1.18.2 linux/amd64',
      'jetstack/cert-manager-controller v1.18.2 linux/arm64',
      'jetstack/cert-manager-controller v1.19.0 linux/amd64',
      'jetstack/cert-manager-controller v1.19.0 linux/arm64',
      'jetstack/cert-manager-webhook v1.19.0 linux/amd64',
    ])
    const [controller] = content.repositories
    const index = controller?.manifests.find(({ digest }) => digest === controller.tags['v1.19.0'])
    const attestations = index?.document.manifests?.filter(({ platform }) => platform?.os === 'unknown')
    expect(attestations?.map(({ annotations }) => annotations?.['vnd.docker.reference.type'])).toEqual([
      'attestation-manifest',
      'attestation-manifest',
    ])
  })
})

describe('an image', () => {
  it('unpacks to the layers that its config lists, with a file that says which image it is', async () => {
    const registry = await start()
    const wanted = registry.content.images.filter(({ repository }) => repository.endsWith('controller'))
    for (const { repository, tag, platform, config, layers } of wanted) {
      const path = `/v2/${repository}/blobs`
      const { rootfs, history } = Config.parse(
        jsonOf(await bytesOf(await get(registry, `${path}/${config ?? ''}`))),
      )
      const archives = await Promise.all(
        layers.map(async (layer) => gunzip(await bytesOf(await get(registry, `${path}/${layer}`)))),
      )
      expect(await Promise.all(archives.map(digestOf))).toEqual(rootfs.diff_ids)
      expect(history.filter((step) => step['empty_layer'] !== true)).toHaveLength(layers.length)
      const files = (await Promise.all(archives.map((archive) => unpackTar(archive)))).flat()
      const version = files.find(({ header }) => header.name === 'etc/cert-manager/version')
      expect(new TextDecoder().decode(version?.data)).toBe(`cert-manager-controller ${tag} ${platform}\n`)
    }
  })

  it('has a last layer with content that no other image has', async () => {
    const { content } = await start()
    const images = content.images.filter(({ index }) => index !== null)
    expect(new Set(images.map(({ layers }) => layers.at(-1))).size).toBe(images.length)
  })

  it("may end in BuildKit's empty layer", async () => {
    const { content } = await start()
    const webhook = content.images.find(({ repository }) => repository.endsWith('webhook'))
    expect(webhook?.layers.at(-1)).toBe(
      'sha256:4f4fb700ef54461cfa02571ae0db9a0dc1e0cdb5577484a6d75e68dc38e8acc1',
    )
    expect(webhook?.index).toBeNull()
  })
})

describe('the chart', () => {
  it('is an archive with Chart.yaml in it', async () => {
    const registry = await start()
    const chart = registry.content.repositories.find(({ name }) => name === 'jetstack/charts/cert-manager')
    const layer = chart?.manifests[0]?.document.layers?.[0]?.digest ?? ''
    const archive = await gunzip(
      await bytesOf(await get(registry, `/v2/jetstack/charts/cert-manager/blobs/${layer}`)),
    )
    const names = (await unpackTar(archive)).map(({ header }) => header.name)
    expect(names).toContain('cert-manager/Chart.yaml')
  })
})
