// The made-up pulls' clients, and how their versions give way to newer ones in the course of the demo.
import type { ClientClass } from '../../src/analytics/event.ts'
import type { Share } from './share.ts'

export type Client = { client: string; version: string }

/** At the beginning and at the end of the demo. */
type Drift = [version: string, first: number, last: number]

const RUNTIMES: Record<string, Drift[]> = {
  containerd: [
    ['1.6.36', 7, 2.5],
    ['1.7.20', 9, 3],
    ['1.7.24', 10, 4],
    ['1.7.27', 23, 14],
    ['1.7.28', 6, 15],
    ['2.0.5', 7, 6],
    ['2.1.4', 6, 13],
    ['2.2.0', 0, 10],
  ],
  docker: [
    ['20.10.24', 3, 1.2],
    ['24.0.9', 3.5, 1.8],
    ['27.5.1', 6, 3],
    ['28.5.1', 3, 7],
  ],
  'cri-o': [
    ['1.29.1', 3.4, 1],
    ['1.31.1', 4.2, 2.8],
    ['1.33.0', 1, 4.4],
  ],
  // Podman names itself after its library.
  'containers-image': [
    ['5.29.2', 1.2, 0.5],
    ['5.34.3', 1, 1.6],
  ],
}

const CHARTS: Record<string, Drift[]> = {
  helm: [
    ['3.14.4', 20, 7],
    ['3.17.3', 22, 14],
    ['3.19.0', 4, 22],
  ],
}

const OTHERS: Record<Exclude<ClientClass, 'runtime' | 'browser'>, Record<string, Drift[]>> = {
  build: {
    buildkit: [
      ['0.13', 30, 14],
      ['0.21', 38, 30],
      ['0.25', 4, 28],
    ],
    buildah: [['1.41.4', 8, 12]],
  },
  tool: {
    skopeo: [
      ['1.13.3', 22, 14],
      ['1.20.0', 10, 20],
    ],
    'go-containerregistry': [['', 26, 26]],
    'docker-cli': [['28.5.1', 12, 16]],
  },
  gitops: {
    argocd: [
      ['2.13.3', 34, 14],
      ['3.1.8', 8, 34],
    ],
    flux: [['', 40, 40]],
  },
  updater: {
    renovate: [
      ['39.264.0', 52, 18],
      ['41.97.10', 12, 52],
    ],
    watchtower: [['1.7.1', 12, 9]],
  },
  mirror: {
    artifactory: [['7.98.13', 40, 38]],
    harbor: [['', 30, 32]],
    nexus: [['3.82.0', 16, 18]],
  },
  scanner: {
    trivy: [
      ['0.58.1', 46, 20],
      ['0.67.2', 10, 44],
    ],
    grype: [['', 20, 22]],
  },
  unknown: { 'go-http-client': [['', 1, 1]] },
}

/** `passed` is 0 at the demo's beginning and 1 at its end. */
export function clientShares(kind: ClientClass, isChart: boolean, passed: number): Share<Client>[] {
  return Object.entries(clientsOf(kind, isChart)).flatMap(([client, drifts]) =>
    drifts
      .map(([version, first, last]): Share<Client> => [
        { client, version: version === '' ? '' : `${client} ${version}` },
        first + (last - first) * passed,
      ])
      .filter(([, weight]) => weight > 0),
  )
}

function clientsOf(kind: ClientClass, isChart: boolean): Record<string, Drift[]> {
  if (kind === 'runtime') return RUNTIMES
  if (kind === 'tool' && isChart) return CHARTS
  return kind === 'browser' ? {} : OTHERS[kind]
}

const SAY_PLATFORM = ['docker', 'cri-o']

/** Where the content does not tell the platform, as in a check, only the client can. */
export function saysPlatform(client: string): boolean {
  return SAY_PLATFORM.includes(client)
}

export const PLATFORM_SHARES: Share<string>[] = [
  ['linux/amd64', 78],
  ['linux/arm64', 19],
  ['linux/arm/v7', 1.6],
  ['linux/ppc64le', 0.8],
  ['linux/s390x', 0.6],
]
