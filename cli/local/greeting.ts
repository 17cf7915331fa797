// What `npm start` says once the gateway is up: what to try first, and how to stop it.
import type { Local } from './local.ts'
import type { Auth } from './option.ts'
import { ACCOUNT, PRIVATE_NAME } from './private.ts'
import { STAND_IN_NAME } from './upstream.ts'

const IMAGE = 'cert-manager-controller:v1.19.0'

type Greeted = Pick<Local, 'gatewayUrl' | 'upstreams' | 'storedUpstream'> & {
  stateFlag: string
  demo: boolean
  auth: Auth
}

export function greeting({ gatewayUrl, upstreams, storedUpstream, ...told }: Greeted): string {
  const { host } = new URL(gatewayUrl)
  const image = `${host}/${IMAGE}`
  const names = Object.keys(upstreams)
  const put = `npx wrangler kv key put --local --binding CONFIG ${told.stateFlag}upstream`
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
    ...(told.auth === 'token' ? privateLines(host, names) : []),
    `See it counted:     ${gatewayUrl}/ (within 15 s)`,
    `What is in force:   ${gatewayUrl}/api/v1/status`,
    `Switch upstream:    ${put} ${names[1] ?? 'NAME'}`,
    ...storedLines(storedUpstream, names[0] ?? ''),
    ...(told.demo ? DEMO : []),
    'Ctrl-C stops everything.',
    '',
  ].join('\n')
}

const DEMO = [
  '',
  'This is a demo: its 400 days of numbers are made up, and every page says so. What you pull is added to today',
  'within minutes. npm start without --demo shows only what was really pulled, from a state of its own.',
]

function privateLines(host: string, names: string[]): string[] {
  const { user, password } = ACCOUNT
  if (!names.includes(STAND_IN_NAME))
    return [
      `Token mode: docker login ${host} with an account of the registry, for what is private there.`,
      '',
    ]
  return [
    `Private is ${PRIVATE_NAME}; the user is ${user}, the password is ${password}:`,
    `  docker login ${host} --username ${user} --password ${password}`,
    `  docker pull ${host}/${PRIVATE_NAME}:v1.19.0`,
    '',
  ]
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
