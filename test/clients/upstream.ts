// The registries that the gateway stands before in these tests, and what each of them was asked.
import type { LoggedRequest } from '../registry/request-log.ts'
import type { SwitchesPatch } from '../registry/switches.ts'
import type { Asked } from './asked.ts'
import { type DebianRegistry, debianPrograms, startDebianRegistry } from './debian-registry.ts'
import { NAMESPACE, type StandIn, startStandIn } from './stand-in.ts'
import type { Workspace } from './workspace.ts'

export type Upstream = {
  /** For `--upstream`. */
  url: string
  asked: () => Promise<Asked[]>
  forget: () => Promise<unknown>
}

export type Kind = {
  title: string
  /** How its blobs must be handed out: its own address, or the signed one behind it. */
  blobs: 'direct' | 'resolve'
  programs: string[]
  start: (workspace: Workspace, filledFrom: StandIn) => Promise<Upstream>
}

const YEAR = 'max-age=31536000'

function standIn(title: string, blobs: Kind['blobs'], switches: SwitchesPatch): Kind {
  return {
    title,
    blobs,
    programs: [],
    start: async (workspace) => {
      const registry = await startStandIn(await workspace.folder(crypto.randomUUID()), switches)
      workspace.later(registry.stop)
      return {
        url: `${registry.url}/${NAMESPACE}`,
        asked: async () => (await registry.requests()).map(askedOf),
        forget: registry.forget,
      }
    },
  }
}

function askedOf({ authorization, ...asked }: LoggedRequest): Asked {
  return { ...asked, authorized: authorization !== 'none' }
}

export const KINDS: Kind[] = [
  standIn('quay.io: challenges on the ping, then serves public content to anybody', 'direct', {
    auth: 'token',
    manifestsNeedToken: false,
    blobsNeedToken: false,
    redirectStatus: 302,
    redirectCacheControl: YEAR,
  }),
  standIn('ghcr.io: a token for everything, signed addresses that bear no second login', 'resolve', {
    auth: 'token',
  }),
  standIn('a registry that redirects to a path of its own', 'resolve', {
    auth: 'token',
    location: 'relative',
  }),
  standIn('a registry whose signed addresses claim to hold for a year', 'resolve', {
    auth: 'token',
    redirectStatus: 302,
    redirectCacheControl: YEAR,
  }),
  {
    title: 'docker-registry, which sends blobs itself',
    blobs: 'direct',
    programs: debianPrograms,
    start: async (workspace, filledFrom) => {
      const registry: DebianRegistry = await startDebianRegistry(await workspace.folder('registry'))
      workspace.later(registry.stop)
      await registry.fill(filledFrom)
      return { url: `${registry.url}/${NAMESPACE}`, asked: registry.asked, forget: registry.forget }
    },
  },
]
