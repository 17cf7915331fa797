// What becomes of a login that the upstream refuses.
import type { Edge } from '../../edge.ts'
import type { Upstream } from '../../routing/routes.ts'
import type { Exchanged } from './exchange.ts'
import type { ClientQuestion } from './token-question.ts'

/** How long a client that was refused is told so without its login being shown to the upstream again. */
const REFUSED_SECONDS = 60

/**
 * containerd and BuildKit show a person nothing of a token endpoint but its status (containerd 1.6 to 2.4), and of a
 * refused image the `error` of the challenge: so they are told when they ask for the image. All others, and whoever
 * logs in and so names no image, are told at once.
 */
export function isToldLater(request: Request, { repositories }: ClientQuestion): boolean {
  return repositories.length > 0 && /^(containerd|buildkit)\//.test(request.headers.get('User-Agent') ?? '')
}

/** Opens nothing: it only carries the refusal. */
export function refusedAccess({ name, registry }: Upstream): Exchanged {
  const access = { upstream: name, registry, value: null, isRefused: true as const }
  return { access, refresh: null, seconds: REFUSED_SECONDS }
}

export function refusedLogin(edge: Edge, { registry }: Pick<Upstream, 'registry'>): string {
  const { host } = new URL(edge.origin)
  return (
    `${new URL(registry).host}, the registry behind ${host}, does not accept this login: ` +
    `log in again with "docker login ${host}" and an account of ${new URL(registry).host}`
  )
}
