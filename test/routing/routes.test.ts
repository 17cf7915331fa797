import { describe, expect, it } from 'vitest'
import type { Repository } from '../../src/oci/name.ts'
import type { Health } from '../../src/routing/health.ts'
import { routesSchema } from '../../src/routing/document.ts'
import { compileRoutes, findRoute } from '../../src/routing/routes.ts'

const routes = compileRoutes(
  routesSchema.parse({
    upstreams: {
      quay: { registry: 'https://quay.io', namespace: 'jetstack' },
      ghcr: { registry: 'https://ghcr.io', namespace: 'org/cert-manager' },
      root: { registry: 'https://registry.example.org' },
    },
    repositories: {
      'cert-manager-*': {},
      'cert-manager-acmesolver': { only: ['ghcr'] },
      'charts/*': { upstream: { ghcr: 'org/helm/*' } },
      'trust-manager': { upstream: { ghcr: 'other-org/trust' } },
    },
    aliases: {
      'jetstack/*': '*',
      trust: 'trust-manager',
      'jetstack/old-controller': 'cert-manager-controller',
    },
  }),
)

function targets(name: string, active = 'quay', health: Health = {}): string[] | null {
  const route = findRoute(routes, name as Repository, { active, health })
  return route?.targets.map(({ upstream, repository }) => `${upstream.name}:${repository}`) ?? null
}

describe('findRoute', () => {
  it.each([
    ['cert-manager-controller', 'quay:jetstack/cert-manager-controller'],
    ['jetstack/cert-manager-controller', 'quay:jetstack/cert-manager-controller'],
    ['jetstack/old-controller', 'quay:jetstack/cert-manager-controller'],
    ['charts/cert-manager', 'quay:jetstack/charts/cert-manager'],
    ['jetstack/charts/cert-manager', 'quay:jetstack/charts/cert-manager'],
    ['trust', 'quay:jetstack/trust-manager'],
    ['cert-manager-acmesolver', 'ghcr:org/cert-manager/cert-manager-acmesolver'],
  ])('%s leads to %s first', (name, first) => expect(targets(name)?.[0]).toBe(first))

  it.each([
    'nginx',
    'cert-manager-',
    'cert-manager',
    'charts',
    'library/cert-manager-controller',
    'jetstack/nginx',
  ])('knows nothing of %s', (name) => expect(targets(name)).toBeNull())

  it('puts the active upstream first and keeps the order of the others', () => {
    expect(targets('charts/cert-manager', 'ghcr')).toEqual([
      'ghcr:org/helm/cert-manager',
      'quay:jetstack/charts/cert-manager',
      'root:charts/cert-manager',
    ])
    expect(targets('trust-manager', 'ghcr')?.[0]).toBe('ghcr:other-org/trust')
  })

  it('puts an upstream that is not well behind those that are, whoever wants it', () => {
    const health: Health = { quay: { state: 'down', since: 0, why: 'it is' } }
    expect(targets('charts/cert-manager', 'quay', health)?.[0]).toBe('ghcr:org/helm/cert-manager')
    expect(targets('charts/cert-manager', 'quay', health)?.at(-1)).toBe('quay:jetstack/charts/cert-manager')
    const down = { state: 'down', since: 0, why: 'it is' } as const
    const all: Health = { quay: down, ghcr: down, root: down }
    expect(targets('charts/cert-manager', 'ghcr', all)?.[0]).toBe('ghcr:org/helm/cert-manager')
  })

  it('counts an alias under the canonical name and answers under the name asked for', () => {
    expect(
      findRoute(routes, 'jetstack/charts/x' as Repository, { active: 'quay', health: {} }),
    ).toMatchObject({
      requested: 'jetstack/charts/x',
      canonical: 'charts/x',
    })
  })
})
