// Whether a target can stand in for a source, and what exactly it lacks.
import { beforeEach, describe, expect, it } from 'vitest'
import { parseManifest } from '../../src/oci/manifest.ts'
import { compareRegistries } from '../../src/verify/compare.ts'
import type { Finding } from '../../src/verify/finding.ts'
import { GivenUp } from '../../src/verify/patience.ts'
import { dashed } from '../registry/content/digest.ts'
import { addManifest } from '../registry/content/repository.ts'
import { CONTROLLER, type Shelf, createShelf, digestAt, digestIn, named, rebuild } from './shelf.ts'

let from: Shelf
let to: Shelf

beforeEach(async () => {
  from = await createShelf('quay')
  to = await createShelf('ghcr')
})

const compare = (options: { tags?: number; blobs?: boolean } = {}, names = [CONTROLLER]) =>
  compareRegistries(from.registry, to.registry, named(...names), { tags: 20, ...options })

async function findings(options: { tags?: number; blobs?: boolean } = {}, names = [CONTROLLER]) {
  const { ok, repositories } = await compare(options, names)
  const found = repositories.flatMap((one) => one.findings)
  expect(ok).toBe(found.length === 0)
  return found.map(({ tag, what, reference, kind }: Finding) => ({ tag, what, reference, kind }))
}

/** The index of v1.19.0, which is signed, and the images it lists. */
function signed(shelf: Shelf) {
  const repository = shelf.of(CONTROLLER)
  const index = digestAt(repository, 'v1.19.0')
  const bytes = repository.manifests.get(index)?.bytes.slice().buffer ?? new ArrayBuffer()
  const children = parseManifest(bytes)?.children ?? []
  const child = children.find(({ platform }) => platform === 'linux/arm64')?.digest
  if (child === undefined) throw new Error('there is no image for arm64')
  return {
    repository,
    index,
    child: digestIn(child),
    sig: `${dashed(index)}.sig`,
    att: `${dashed(index)}.att`,
  }
}

const sbomOf = (shelf: Shelf) =>
  [...shelf.of(CONTROLLER).manifests.values()].find(
    ({ document }) => document.artifactType === 'application/spdx+json',
  )?.digest ?? 'sha256:'

describe('comparing two upstreams', () => {
  it('finds nothing where the target holds the same', async () => {
    const { ok, repositories } = await compare({ blobs: true }, [CONTROLLER, 'charts/cert-manager'])
    expect(ok).toBe(true)
    expect(repositories).toMatchObject([
      // Two indexes with two images and two attestations each; .sig, .att and two referrers by the API.
      { repository: CONTROLLER, state: 'compared', tags: 2, tagsListed: 2, manifests: 10, referrers: 4 },
      { repository: 'charts/cert-manager', state: 'compared', findings: [] },
    ])
    expect(repositories[0]?.blobs).toBeGreaterThan(8)
  })

  it('finds nothing where the target holds more', async () => {
    await rebuild(to.of(CONTROLLER), 'v2.0.0')
    expect(await findings()).toEqual([])
  })

  it('names a tag that the target has not got', async () => {
    to.of(CONTROLLER).tags.delete('v1.18.2')
    expect(await findings()).toEqual([{ tag: 'v1.18.2', what: 'tag', reference: 'v1.18.2', kind: 'missing' }])
  })

  it('names a tag that is another build there, with both digests, and nothing of what lies below', async () => {
    const before = digestAt(to.of(CONTROLLER), 'v1.18.2')
    const other = await rebuild(to.of(CONTROLLER), 'v1.18.2')
    const { repositories } = await compare()
    expect(repositories[0]?.findings).toMatchObject([{ kind: 'different', from: before, to: other }])
  })

  it('says of a repository without any of the tags that the whole of it is missing', async () => {
    to.of(CONTROLLER).tags.clear()
    expect(await findings()).toEqual([
      { tag: null, what: 'repository', reference: CONTROLLER, kind: 'missing' },
    ])
  })

  it('names an image of one platform that the index there lists and the target has not got', async () => {
    const { child } = signed(to)
    to.of(CONTROLLER).manifests.delete(child)
    expect(await findings()).toEqual([{ tag: 'v1.19.0', what: 'child', reference: child, kind: 'missing' }])
  })

  it('does not blame the target for an image that the source has not got either', async () => {
    const { child } = signed(to)
    to.of(CONTROLLER).manifests.delete(child)
    from.of(CONTROLLER).manifests.delete(child)
    expect(await findings()).toEqual([])
  })

  it.each([
    ['sig', 'signature'],
    ['att', 'attestation'],
  ] as const)("names cosign's .%s tag", async (suffix, what) => {
    const { repository, [suffix]: tag } = signed(to)
    repository.tags.delete(tag)
    expect(await findings()).toEqual([{ tag: 'v1.19.0', what, reference: tag, kind: 'missing' }])
  })

  it('takes a signature with more layers for the same and one with fewer for different', async () => {
    const signTwice = async (shelf: Shelf) => {
      const { repository, sig, index } = signed(shelf)
      const document = repository.manifests.get(digestAt(repository, sig))?.document
      const [layer] = document?.layers ?? []
      if (document === undefined || layer === undefined) throw new Error('there is no signature')
      const layers = [layer, { ...layer, digest: index }]
      repository.tags.set(sig, (await addManifest(repository, { ...document, layers })).digest)
    }
    await signTwice(to)
    expect(await findings()).toEqual([])
    await signTwice(from)
    expect(await findings()).toEqual([])
    to = await createShelf('ghcr')
    const { sig } = signed(to)
    expect(await findings()).toEqual([
      { tag: 'v1.19.0', what: 'signature', reference: sig, kind: 'different' },
    ])
  })

  it('names a referrer, whichever of the two has the API', async () => {
    const sbom = sbomOf(from)
    for (const [fromApi, toApi] of [
      [true, true],
      [true, false],
      [false, true],
      [false, false],
    ] as const) {
      from = await createShelf('quay', { hasApi: fromApi })
      to = await createShelf('ghcr', { hasApi: toApi })
      expect(await findings()).toEqual([])
      to.of(CONTROLLER).manifests.delete(sbom)
      expect(await findings()).toEqual([
        { tag: 'v1.19.0', what: 'referrer', reference: sbom, kind: 'missing' },
      ])
    }
  })

  it('asks for blobs only when told to, and names the one that is missing', async () => {
    const repository = to.of(CONTROLLER)
    const image = repository.manifests.get(signed(to).child)
    const layer = image?.document.layers?.[0]?.digest
    if (layer === undefined) throw new Error('there is no layer')
    repository.blobs.delete(layer)
    expect(await findings()).toEqual([])
    expect(to.asked().filter((one) => one.startsWith('blob'))).toEqual([])
    expect(await findings({ blobs: true })).toMatchObject([
      { what: 'blob', reference: layer, kind: 'missing' },
    ])
  })

  it('reports what cannot be read as that, and goes on with the rest', async () => {
    to.broken.add('manifest v1.18.2')
    to.of(CONTROLLER).tags.delete(signed(to).sig)
    const { ok, repositories } = await compare()
    expect(ok).toBe(false)
    const found = repositories[0]?.findings.map(({ reference, kind, why }) => ({ reference, kind, why }))
    expect(found).toContainEqual({
      reference: 'v1.18.2',
      kind: 'unreadable',
      why: 'upstream ghcr does not answer',
    })
    expect(found).toContainEqual({ reference: signed(to).sig, kind: 'missing', why: null })
  })

  it('says of a list of referrers that cannot be read that, and of no referrer', async () => {
    for (const shelf of [to, from]) {
      shelf.broken.add(`referrers ${signed(from).index}`)
      const why = `upstream ${shelf.registry.name} does not answer`
      const { repositories } = await compare()
      const where = { tag: 'v1.19.0', what: 'referrers', reference: signed(from).index }
      expect(repositories[0]?.findings).toMatchObject([{ ...where, kind: 'unreadable', why }])
    }
  })

  it('says once for each repository that the target was not asked for the rest', async () => {
    let asked = 0
    to.registry.manifest = () => {
      asked += 1
      const silence = 'ghcr did not answer'
      return Promise.reject(asked === 1 ? new Error(silence) : new GivenUp(silence, 3))
    }
    const { ok, repositories } = await compare({}, [CONTROLLER, 'cert-manager-webhook'])
    expect(ok).toBe(false)
    expect(repositories.map(({ findings }) => findings)).toMatchObject(
      [CONTROLLER, 'cert-manager-webhook'].map((reference) => [
        {
          what: 'repository',
          reference,
          kind: 'unreadable',
          why: 'ghcr did not answer (3 times in a row, so that it was not asked for the rest)',
        },
      ]),
    )
  })

  it('says once of a repository that none of its tags can be read there, if it is for the same reason', async () => {
    to.broken.add('manifest v1.19.0').add('manifest v1.18.2')
    const { ok, repositories } = await compare()
    expect(ok).toBe(false)
    expect(repositories).toMatchObject([
      {
        state: 'unreadable',
        findings: [{ what: 'repository', kind: 'unreadable', why: 'upstream ghcr does not answer' }],
      },
    ])
    to.broken.delete('manifest v1.19.0')
    expect(await findings()).toMatchObject([{ what: 'tag', reference: 'v1.18.2', kind: 'unreadable' }])
  })

  it('is not all well when the source cannot be read', async () => {
    from.broken.add(`tags ${CONTROLLER}`)
    const { ok, repositories } = await compare({}, [CONTROLLER, 'cert-manager-webhook'])
    expect(ok).toBe(false)
    expect(repositories.map(({ state }) => state)).toEqual(['unreadable', 'compared'])
  })

  it('has nothing to compare where the source has no such repository', async () => {
    const { ok, repositories } = await compare({}, ['cert-manager-nothing'])
    expect(ok).toBe(true)
    expect(repositories).toMatchObject([{ state: 'absent', tags: 0, manifests: 0 }])
  })

  it('compares no more tags than it is told, the newest first', async () => {
    to.of(CONTROLLER).tags.delete('v1.18.2')
    expect(await findings({ tags: 1 })).toEqual([])
    expect(from.asked()).not.toContain('manifest v1.18.2')
  })

  it('looks at an image once, however many tags lead to it', async () => {
    for (const { catalogue } of [from, to]) {
      const repository = catalogue.get(CONTROLLER)
      repository?.tags.set('v1.19', repository.tags.get('v1.19.0') ?? 'sha256:')
    }
    await compare()
    const asked = to.asked()
    expect(asked.filter((one) => one === `manifest ${signed(to).child}`)).toHaveLength(1)
    expect(asked.filter((one) => one.startsWith('manifest v1.19'))).toHaveLength(2)
  })
})
