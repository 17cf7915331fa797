// One request for a download, and what this isolate remembers from the ones before.
import type { Edge } from '../edge.ts'
import type { Memory } from '../gateway/call.ts'
import type { Config } from '../routing/config.ts'
import type { Served } from '../served.ts'
import { type ChartIndexes, createChartIndexes } from './chart-index-store.ts'
import { type KnownAddresses, createKnownAddresses } from './known-address.ts'

export type DownloadMemory = Pick<Memory, 'breaker'> & { addresses: KnownAddresses; indexes: ChartIndexes }

export type DownloadCall = {
  edge: Edge
  memory: DownloadMemory
  request: Request
  url: URL
  config: Config
}

export type Downloaded = {
  response: Response
  /** What was served, for whoever counts: known at once, or after a look that the client does not wait for. */
  served: Served | null | Promise<Served | null>
}

export function createDownloadMemory({ breaker }: Pick<Memory, 'breaker'>): DownloadMemory {
  return { breaker, addresses: createKnownAddresses(), indexes: createChartIndexes() }
}
