// Who pulls what from where, in shares like those of a Kubernetes project: few values have most, and the tail is long.
import type { ClientClass } from '../../../src/analytics/event.ts'
import { choose, zipf } from './share.ts'

/** Every installation pulls the first three; the last one is a chart. */
export const ARTIFACTS = [
  ['cert-manager-controller', 22],
  ['cert-manager-webhook', 21],
  ['cert-manager-cainjector', 21],
  ['cert-manager-startupapicheck', 9],
  ['cert-manager-acmesolver', 7],
  ['cert-manager-trust', 5],
  ['cert-manager-approver', 4],
  ['cert-manager-csi-driver', 3],
  ['cert-manager-istio-csr', 3],
  ['cert-manager-ctl', 2],
  ['cert-manager-google-cas', 1],
  ['charts/cert-manager', 2],
] as const
export const CHART = 'charts/cert-manager'

const VERSIONS_COUNT = 180
const COUNTRIES_COUNT = 190
const CONTINENTS = ['NA', 'EU', 'AS', 'SA', 'OC', 'AF', 'AN']

/** The newest first: it is also the one pulled most. */
export const VERSIONS = Array.from(
  { length: VERSIONS_COUNT },
  (_one, index) => `v1.${30 - Math.floor(index / 6)}.${5 - (index % 6)}`,
)
export const PLATFORMS = [
  ['linux/amd64', 80],
  ['linux/arm64', 17],
  ['linux/arm/v7', 1.5],
  ['linux/ppc64le', 0.7],
  ['linux/s390x', 0.5],
  ['linux/riscv64', 0.3],
] as const

/** `saysPlatform`: whether its User-Agent tells of its machine. 120 versions in all. */
type ClientRow = { name: string; class: ClientClass; share: number; versions: number; saysPlatform?: boolean }
const CLIENTS: ClientRow[] = [
  { name: 'containerd', class: 'runtime', share: 62, versions: 38 },
  { name: 'cri-o', class: 'runtime', share: 9, versions: 20, saysPlatform: true },
  { name: 'docker', class: 'runtime', share: 9, versions: 20, saysPlatform: true },
  { name: 'containers-image', class: 'runtime', share: 2, versions: 8 },
  { name: 'buildkit', class: 'build', share: 2, versions: 6 },
  { name: 'skopeo', class: 'tool', share: 1.5, versions: 4 },
  { name: 'helm', class: 'tool', share: 2, versions: 6 },
  { name: 'cosign', class: 'tool', share: 0.5, versions: 3 },
  { name: 'argocd', class: 'gitops', share: 3, versions: 6 },
  { name: 'flux', class: 'gitops', share: 2, versions: 0 },
  { name: 'renovate', class: 'updater', share: 2, versions: 0 },
  { name: 'artifactory', class: 'mirror', share: 2, versions: 4 },
  { name: 'harbor', class: 'mirror', share: 1, versions: 0 },
  { name: 'trivy', class: 'scanner', share: 1, versions: 5 },
  { name: '', class: 'unknown', share: 1, versions: 0 },
]

export type Client = { name: string; version: string; class: ClientClass; saysPlatform: boolean }
const clientShares = CLIENTS.flatMap(({ name, class: itsClass, share, versions, saysPlatform = false }) => {
  const rows = zipf(
    versions === 0
      ? ['']
      : Array.from({ length: versions }, (_one, index) => `1.${Math.floor(index / 4)}.${index % 4}`),
    1,
  )
  const whole = rows.reduce((sum, [, part]) => sum + part, 0)
  return rows.map(([version, part]) => {
    const client: Client = { name, version, class: itsClass, saysPlatform }
    return [client, (share * part) / whole] as const
  })
})

export type Place = { country: string; continent: string }
const places = Array.from({ length: COUNTRIES_COUNT }, (_one, index): Place => {
  const country = String.fromCharCode(65 + Math.floor(index / 26), 65 + (index % 26))
  return { country, continent: CONTINENTS[index % CONTINENTS.length] ?? '' }
})

const PROVIDERS = [
  '',
  'amazon',
  'google',
  'microsoft',
  'hetzner',
  'digitalocean',
  'ovh',
  'oracle',
  'alibaba',
  'ibm',
]
const MORE_PROVIDERS = [
  'linode',
  'scaleway',
  'tencent',
  'huawei',
  'vultr',
  'contabo',
  'ionos',
  'leaseweb',
  'github',
  'fly',
]

export const artifact = choose([...ARTIFACTS])
export const version = choose(zipf(VERSIONS, 1.1))
export const platform = choose([...PLATFORMS])
export const place = choose(zipf(places, 1.2))
export const client = choose(clientShares)
export const provider = choose(zipf([...PROVIDERS, ...MORE_PROVIDERS], 1.1))
export const upstream = choose([
  ['quay', 98],
  ['ghcr', 2],
])
