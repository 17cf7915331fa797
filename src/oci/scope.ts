// What a client asks a token for: `repository:cert-manager-controller:pull`.
import { type Repository, isRepository } from './name.ts'

/**
 * The repositories that `scope` parameters ask to pull from, each once, in their order. Parameters are repeated or hold
 * several scopes with spaces between them. Whatever else is asked for is not given: this registry is read-only.
 */
export function pulledRepositories(scopes: string[]): Repository[] {
  const names = scopes
    .flatMap((scope) => scope.split(' '))
    .flatMap((scope) => {
      const [, name = '', actions = ''] = /^repository:([^:]+):([^:]+)$/.exec(scope) ?? []
      const isPull = actions.split(',').some((action) => action === 'pull' || action === '*')
      return isPull && isRepository(name) ? [name] : []
    })
  return [...new Set(names)]
}
