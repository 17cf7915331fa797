// What `npm start` says once the gateway is up: what to try first, and how to stop it.
import type { Local } from './local.ts'
import { STAND_IN_NAME } from './upstream.ts'

const IMAGE = 'cert-manager-controller:v1.19.0'

type Greeted = Pick<Local, 'gatewayUrl' | 'upstreams' | 'storedUpstream'> & { stateFlag: string }

export function greeting({ gatewayUrl, upstreams, storedUpstream, stateFlag }: Greeted): string {
  const image = `${new URL(gatewayUrl).host}/${IMAGE}`
  const names = Object.keys(upstreams)
  const put = `npx wrangler kv key put --local --binding CONFIG ${stateFlag}upstream`
  return [
    '',
    `Fairlead is running on ${gatewayUrl}, before`,
    ...Object.entries(upstreams).map(
      ([name, upstream]) => `  ${name.padEnd(10)}${addressOf(name, upstream)}`,
    ),
    '',
    'Pull through it:',
    `  docker pull ${image}`,
    `  podman pull --tls-verify=false ${image}`,
    `  skopeo copy --src-tls-verify=false docker://${image} dir:/tmp/controller`,
    ...downloadLines(gatewayUrl, names),
    '',
    `What is in force:   ${gatewayUrl}/api/v1/status`,
    `Switch upstream:    ${put} ${names[1] ?? 'NAME'}`,
    ...storedLines(storedUpstream, names[0] ?? ''),
    'Ctrl-C stops everything.',
    '',
  ].join('\n')
}

/** Only the stand-in has these on this machine. */
function downloadLines(gatewayUrl: string, names: string[]): string[] {
  if (!names.includes(STAND_IN_NAME)) return []
  return [
    `  curl -LO ${gatewayUrl}/releases/v1.19.0/cert-manager.yaml`,
    `  helm pull cert-manager --repo ${gatewayUrl}/charts`,
  ]
}

function addressOf(name: string, { registry, namespace }: Local['upstreams'][string]): string {
  const address = namespace === '' ? registry : `${registry}/${namespace}`
  return name === STAND_IN_NAME ? `${address} (the stand-in registry)` : address
}

function storedLines(stored: Local['storedUpstream'], first: string): string[] {
  if (stored === null) return []
  if (stored.kept) return [`Active upstream:    ${stored.name}, as switched in an earlier run`]
  return [
    `Active upstream:    ${first}; "${stored.name}" of an earlier run is not there any more and was forgotten`,
  ]
}
