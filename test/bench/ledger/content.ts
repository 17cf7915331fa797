// The images that the traffic is about: what the ledger has to know of them to attribute an event.
import type { Fact } from '../../../src/analytics/message.ts'
import { diceOf } from './dice.ts'
import { ARTIFACTS, PLATFORMS, VERSIONS } from './population.ts'

export type Image = { manifest: string; config: string; layer: string }
/** A release: an index, and an image for every platform. */
export type Release = { index: string; images: Map<string, Image> }

export type Content = {
  releaseOf: (artifact: string, version: string) => Release
  facts: Fact[]
}

export function makeContent(): Content {
  const dice = diceOf(1)
  const digest = () => `sha256:${dice.hex(32)}`
  const releases = new Map<string, Release>()
  for (const [artifact] of ARTIFACTS) {
    for (const version of VERSIONS) {
      const images = PLATFORMS.map(
        ([platform]) => [platform, { manifest: digest(), config: digest(), layer: digest() }] as const,
      )
      releases.set(`${artifact} ${version}`, { index: digest(), images: new Map(images) })
    }
  }
  return {
    releaseOf: (artifact, version) => {
      const release = releases.get(`${artifact} ${version}`)
      if (release === undefined) throw new Error(`there is no ${artifact}:${version}`)
      return release
    },
    facts: [...releases].flatMap(([name, release]) => factsOf(name.split(' ')[0] ?? '', release)),
  }
}

function factsOf(artifact: string, { index, images }: Release): Fact[] {
  const children = [...images].map(([platform, { manifest }]) => ({ digest: manifest, platform }))
  return [
    { artifact, digest: index, role: 'index', config: '', layer: '', others: [], children },
    ...[...images.values()].map(({ manifest, config, layer }): Fact => ({
      artifact,
      digest: manifest,
      role: 'image',
      config,
      others: [],
      layer,
      children: [],
    })),
  ]
}
