// A gateway before the stand-in's release files and Helm repository.
import { type World, createWorld } from '../gateway/world.ts'
import { answering } from '../gateway/scene.ts'

export const RELEASES = '/cert-manager/cert-manager/releases/download'
export const FIRST = `https://quay.example.com${RELEASES}`
export const SECOND = `https://mirror.example.com${RELEASES}`

export const SITE = 'https://quay.example.com'

export async function createDownloads(
  routes: object = {},
  vars: Record<string, unknown> = {},
): Promise<World> {
  const world = await createWorld({
    upstreams: { quay: {}, mirror: {} },
    routes: {
      files: {
        '/releases/{version}/{file}': `${FIRST}/{version}/{file}`,
        '/both/{version}/{file}': [`${FIRST}/{version}/{file}`, `${SECOND}/{version}/{file}`],
        '/tool/{version}/{file}': { to: `${FIRST}/{version}/{file}`, artifact: 'cmctl' },
      },
      helm: { '/charts': 'https://quay.example.com/helm' },
      sites: { docs: [SITE, 'https://docs.example.org'] },
      ...routes,
    },
    vars,
  })
  world.seen()
  return world
}

/** What was counted, as the metric and these fields. */
export function counted(world: World): string[] {
  return world.sent().flatMap(({ event, dropped }) => {
    if (dropped !== undefined) return [`dropped ${dropped.reason}`]
    if (event === null) return []
    const { metric, artifact, tag, clientPlatform, reason, saved } = event
    return [
      [metric, artifact, tag, clientPlatform, reason, saved && `saved ${saved}`].filter(Boolean).join(' '),
    ]
  })
}

/** The page of the site is there; any other is not. */
export function publishPage(world: World, path: string): void {
  answering(world, ['quay', path], () => new Response(null))
}
