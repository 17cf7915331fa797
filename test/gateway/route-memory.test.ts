// What is remembered of where names lead, though anybody can make up names.
import { expect, it } from 'vitest'
import { createRouteMemory } from '../../src/gateway/route-memory.ts'
import { parseRoutes } from '../../src/routing/parse.ts'
import { compileRoutes } from '../../src/routing/routes.ts'
import { isRepository } from '../../src/oci/name.ts'

const { document } = parseRoutes(
  '{"upstreams": {"quay": {"registry": "https://quay.io"}}, "repositories": {"cert-manager-*": {}}}',
)

it('remembers a name that is asked for after a thousand made-up ones', () => {
  if (document === null) throw new Error('the document is wrong')
  const config = { routes: compileRoutes(document), active: 'quay', health: {}, readAt: 0, releases: null }
  const memory = createRouteMemory()
  const routeOf = (name: string) => (isRepository(name) ? memory.of(config, name) : null)
  for (let made = 0; made < 1000; made++) expect(routeOf(`cert-manager-${made}`)).not.toBeNull()
  const first = routeOf('cert-manager-controller')
  expect(first).not.toBeNull()
  expect(routeOf('cert-manager-controller')).toBe(first)
})
