// `charts/cert-manager`: a Helm chart as `helm push` stores it.
import { archiveOf } from './archive.ts'
import type { Bytes } from './digest.ts'
import { OCI_MANIFEST } from './document.ts'
import { gzip } from './gzip.ts'
import { addBlob, addJson, addManifest, emptyRepository, type Repository } from './repository.ts'

const TAG = 'v1.19.0'

const chartOf = (version: string) => ({
  apiVersion: 'v2',
  name: 'cert-manager',
  version,
  appVersion: version,
  description: 'A Helm chart for cert-manager',
  type: 'application',
})

const CHART = chartOf(TAG)

const VALUES_YAML = 'replicaCount: 1\nimage:\n  repository: localhost:8787/cert-manager-controller\n'

const DEPLOYMENT_YAML = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}-cert-manager
spec:
  replicas: {{ .Values.replicaCount }}
  selector:
    matchLabels: { app: cert-manager }
  template:
    metadata:
      labels: { app: cert-manager }
    spec:
      containers:
        - name: cert-manager-controller
          image: "{{ .Values.image.repository }}:{{ .Chart.AppVersion }}"
`

export const chartArchive = (version: string): Promise<Bytes> =>
  archiveOf({
    'cert-manager/Chart.yaml': Object.entries(chartOf(version))
      .map(([key, value]) => `${key}: ${value}\n`)
      .join(''),
    'cert-manager/values.yaml': VALUES_YAML,
    'cert-manager/templates/deployment.yaml': DEPLOYMENT_YAML,
    'cert-manager/templates/NOTES.txt': 'cert-manager {{ .Chart.AppVersion }} has been deployed.\n',
  })

export const chartRepository = async (): Promise<Repository> => {
  const repository = emptyRepository('charts/cert-manager')
  const archive = await chartArchive(TAG)
  const config = await addJson(repository, 'application/vnd.cncf.helm.config.v1+json', CHART)
  const mediaType = 'application/vnd.cncf.helm.chart.content.v1.tar+gzip'
  const layers = [await addBlob(repository, mediaType, await gzip(archive))]
  const annotations = {
    'org.opencontainers.image.title': CHART.name,
    'org.opencontainers.image.version': CHART.version,
    'org.opencontainers.image.description': CHART.description,
  }
  const manifest = await addManifest(repository, {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    config,
    layers,
    annotations,
  })
  repository.tags.set(TAG, manifest.digest)
  return repository
}
