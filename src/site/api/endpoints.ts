// All there is under /api/v1.
import { adoption } from './adoption.ts'
import { artifacts } from './artifacts.ts'
import { dimensions } from './dimensions.ts'
import type { Endpoint } from './endpoint.ts'
import { funnel } from './funnel.ts'
import { hosts } from './hosts.ts'
import { sources } from './sources.ts'
import { stats } from './stats.ts'
import { incidents, status } from './status.ts'
import { totals } from './totals.ts'

export const ENDPOINTS: readonly Endpoint[] = [
  artifacts,
  dimensions,
  stats,
  totals,
  adoption,
  funnel,
  sources,
  status,
  incidents,
  hosts,
]
