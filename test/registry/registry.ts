// The stand-in registry and its CDN as plain functions: no network, no Node.
import { buildCatalogue, type Catalogue } from './content/catalogue.ts'
import { buildDownloads, type Downloads } from './content/download.ts'
import { descriptionOf, type Description } from './content/description.ts'
import { resetRequests, setSwitches } from './control.ts'
import type { RequestLog } from './request-log.ts'
import { cdnRouter, registryRouter } from './route.ts'
import { newStand } from './stand.ts'
import { Switches, type SwitchesPatch } from './switches.ts'

export type RegistryOptions = {
  origin: string
  cdnOrigin: string
  namespace?: string
  switches?: SwitchesPatch
  /** Milliseconds since 1970, for expiry. */
  now?: () => number
}

export type Registry = {
  origin: string
  cdnOrigin: string
  /** Answers for both origins; rejects where a connection would be closed without an answer. */
  fetch: (request: Request) => Promise<Response>
  cdnFetch: (request: Request) => Promise<Response>
  requests: () => RequestLog
  resetRequests: () => void
  switches: () => Switches
  setSwitches: (patch: SwitchesPatch) => Switches
  content: Description
}

type Content = { catalogue: Catalogue; downloads: Downloads }

const built = new Map<string, Content>()

/** Built once: it is the same for every stand-in of a namespace, none of them changes it, and it takes a third of a second. */
const contentOf = async (namespace: string): Promise<Content> => {
  const content = built.get(namespace) ?? {
    catalogue: await buildCatalogue(namespace),
    downloads: await buildDownloads(),
  }
  built.set(namespace, content)
  return content
}

export const createRegistry = async (options: RegistryOptions): Promise<Registry> => {
  const { origin, cdnOrigin, namespace = 'jetstack', switches = {}, now = Date.now } = options
  const { catalogue, downloads } = await contentOf(namespace)
  const stand = newStand({
    catalogue,
    downloads,
    cdnOrigin,
    switches: Switches.parse(switches),
    now,
  })
  const cdnFetch = (request: Request): Promise<Response> => cdnRouter.fetch(request, stand)
  return {
    origin,
    cdnOrigin,
    // Whatever is not the CDN is the registry, which clients may reach by several names.
    fetch: (request) =>
      new URL(request.url).origin === cdnOrigin ? cdnFetch(request) : registryRouter.fetch(request, stand),
    cdnFetch,
    requests: () => structuredClone(stand.log),
    resetRequests: () => resetRequests(stand),
    switches: () => stand.switches,
    setSwitches: (patch) => setSwitches(stand, patch),
    content: descriptionOf(catalogue),
  }
}
