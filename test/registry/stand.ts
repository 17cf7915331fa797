// Everything that one running stand-in remembers.
import type { Catalogue } from './content/catalogue.ts'
import type { Downloads } from './content/download.ts'
import type { Repository } from './content/repository.ts'
import { emptyLog, type RequestLog } from './request-log.ts'
import type { Failure, Switches } from './switches.ts'

export type Grant = { user: string | null; repositories: ReadonlySet<string>; expiresAt: number }

export type Stand = {
  catalogue: Catalogue
  /** By path, without its first slash. */
  downloads: Downloads
  cdnOrigin: string
  /** Signs CDN addresses: those of another stand-in, or of an earlier run, are refused. */
  secret: string
  now: () => number
  switches: Switches
  /** How often each failure with `times` has been used. */
  failed: Map<Failure, number>
  grants: Map<string, Grant>
  refreshTokens: Map<string, string>
  log: RequestLog
}

export const newStand = (
  parts: Pick<Stand, 'catalogue' | 'downloads' | 'cdnOrigin' | 'switches' | 'now'>,
): Stand => ({
  ...parts,
  secret: crypto.randomUUID(),
  failed: new Map(),
  grants: new Map(),
  refreshTokens: new Map(),
  log: emptyLog(),
})

/** What a route found in the path, beside the request itself. */
export type Asked = { request: Request; url: URL; stand: Stand; repository: string; reference: string }

export type Answer = (asked: Asked) => Response | Promise<Response>

export const findRepository = ({ stand, repository }: Asked): Repository | null =>
  stand.catalogue.get(repository) ?? null
