// Analytics Engine's stand-in. Cloudflare's runtime takes a point without a request; plain workerd would make one of
// each, which would be measured in the product's place. So a point is a call, as in the local simulator, and counted.
import workers from 'cloudflare-internal:workers'
import { TALLIED } from './tally.ts'

type Inner = { tally: Fetcher }

export default function engine({ tally }: Inner): Pick<AnalyticsEngineDataset, 'writeDataPoint'> {
  let points = 0
  return {
    writeDataPoint: () => {
      points++
      if (points % TALLIED === 0) workers.waitUntil(tally.fetch('http://engine/', { method: 'POST' }))
    },
  }
}
