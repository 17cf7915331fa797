// The benches of the gateway.
import type { Bench } from '../bench.ts'
import { runColdStart } from './cold-start.ts'
import { runLatency } from './latency.ts'
import { runPulls, runUpstreamRequests } from './pulls.ts'
import { runThroughput } from './throughput.ts'

export const GATEWAY_BENCHES = {
  'gateway-throughput': {
    about: 'requests a second, over a bare Worker and over nginx',
    run: runThroughput,
  },
  'gateway-upstream': { about: 'what 1,000 pulls ask of the upstream', run: runUpstreamRequests },
  'gateway-latency': { about: 'manifests, with an upstream that is 50 ms away', run: runLatency },
  'gateway-pulls': { about: 'whole pulls by skopeo and podman, likewise', run: runPulls },
  'gateway-cold-start': { about: 'the first answer of a new process', run: runColdStart },
} satisfies Record<string, Bench>
