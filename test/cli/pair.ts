// Two stand-in registries with the same content, and the routes document that leads to both.
import { createWorkspace } from '../clients/workspace.ts'
import { writeRoutes } from './fairlead.ts'
import { type Standing, serveStandIn } from './web.ts'

export type Pair = {
  quay: Standing
  ghcr: Standing
  /** The file of the document. */
  routes: string
  /** A new one, which is gone at the end. */
  folder: (name: string) => Promise<string>
  /** As if nothing had happened. */
  calm: () => Promise<void>
  stop: () => Promise<void>
}

export async function createPair(): Promise<Pair> {
  const workspace = await createWorkspace()
  const quay = await serveStandIn('jetstack')
  workspace.later(quay.stop)
  const ghcr = await serveStandIn('other', { auth: 'token' })
  workspace.later(ghcr.stop)
  const folder = (name: string) => workspace.folder(name)
  const routes = await writeRoutes(await folder('routes'), {
    upstreams: {
      quay: { registry: quay.url, namespace: 'jetstack', blobs: 'direct' },
      ghcr: { registry: ghcr.url, namespace: 'other', blobs: 'resolve' },
    },
    repositories: { 'cert-manager-controller': {}, 'charts/cert-manager': {} },
    aliases: { 'jetstack/*': '*' },
  })
  const calm = async () => {
    ghcr.instead.answer = () => null
    quay.instead.answer = () => null
    await ghcr.setSwitches({ auth: 'token', failures: [], realm: null })
    await quay.setSwitches({ auth: 'none', tagsPageMax: 100, blobs: 'redirect' })
    ghcr.seen()
  }
  return { quay, ghcr, routes, folder, calm, stop: () => workspace.cleanUp() }
}
