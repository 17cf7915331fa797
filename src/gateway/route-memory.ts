// Where names lead by the configuration in force, found once for each.
import type { Repository } from '../oci/name.ts'
import type { Config } from '../routing/config.ts'
import { type Route, findRoute } from '../routing/routes.ts'

/** Names are made up by whoever asks. */
const NAMES_MAX = 1000

export type RouteMemory = { of: (config: Config, repository: Repository) => Route | null }

export function createRouteMemory(): RouteMemory {
  let latest: { config: Config; routes: Map<Repository, Route> } | null = null
  return {
    of: (config, repository) => {
      if (latest?.config !== config) latest = { config, routes: new Map() }
      const known = latest.routes.get(repository)
      if (known !== undefined) return known
      const route = findRoute(config.routes, repository, config)
      if (route === null) return null
      // Begun anew, so that made-up names cannot keep real ones out.
      if (latest.routes.size >= NAMES_MAX) latest.routes.clear()
      latest.routes.set(repository, route)
      return route
    },
  }
}
