// Release files and a Helm repository with one chart in two versions.
import { archiveOf } from './archive.ts'
import { chartArchive } from './chart.ts'
import { bytesOf, digestOf, type Bytes } from './digest.ts'
import { gzip } from './gzip.ts'
import { noise } from './noise.ts'

export type Downloads = ReadonlyMap<string, { bytes: Bytes; etag: string }>

const RELEASES = 'cert-manager/cert-manager/releases/download'
const VERSIONS = ['v1.18.2', 'v1.19.0']
const PLATFORMS = ['linux_amd64', 'linux_arm64', 'darwin_arm64']
/** Large enough for a download that breaks off in the middle. */
const TOOL_BYTES = 300_000

const hexOf = async (bytes: Bytes): Promise<string> => (await digestOf(bytes)).slice('sha256:'.length)

const MANIFEST = (version: string): string =>
  `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: cert-manager\n  labels: { app.kubernetes.io/version: ${version} }\n`

const releaseOf = async (version: string): Promise<Record<string, Bytes>> => {
  const files: Record<string, Bytes> = { 'cert-manager.yaml': bytesOf(MANIFEST(version)) }
  for (const platform of PLATFORMS) {
    const cmctl = noise(`cmctl ${version} ${platform}`, TOOL_BYTES)
    files[`cmctl_${platform}.tar.gz`] = await gzip(await archiveOf({ 'app/cmctl': cmctl }))
  }
  const sums = await Promise.all(
    Object.entries(files).map(async ([name, bytes]) => `${await hexOf(bytes)}  ${name}\n`),
  )
  return { ...files, 'checksums.txt': bytesOf(sums.join('')) }
}

// As `helm repo index` writes it.
const entryOf = (version: string, digest: string): string => `  - apiVersion: v2
    appVersion: ${version}
    created: "2025-10-07T12:00:00Z"
    description: A Helm chart for cert-manager
    digest: ${digest}
    name: cert-manager
    type: application
    urls:
    - charts/cert-manager-${version}.tgz
    version: ${version}
`

const helmFiles = async (): Promise<Record<string, Bytes>> => {
  const files: Record<string, Bytes> = {}
  let entries = ''
  for (const version of VERSIONS.toReversed()) {
    const name = `cert-manager-${version}.tgz`
    const bytes = await gzip(await chartArchive(version))
    const digest = await hexOf(bytes)
    files[`charts/${name}`] = bytes
    files[`charts/${name}.prov`] = bytesOf(
      `name: cert-manager\nversion: ${version}\n...\nfiles:\n  ${name}: sha256:${digest}\n`,
    )
    entries += entryOf(version, digest)
  }
  const index = `apiVersion: v1\nentries:\n  cert-manager:\n${entries}generated: "2025-10-07T12:00:00Z"\n`
  return { ...files, 'index.yaml': bytesOf(index) }
}

export const buildDownloads = async (): Promise<Downloads> => {
  const files: [string, Bytes][] = []
  for (const version of VERSIONS)
    for (const [name, bytes] of Object.entries(await releaseOf(version)))
      files.push([`${RELEASES}/${version}/${name}`, bytes])
  for (const [name, bytes] of Object.entries(await helmFiles())) files.push([`helm/${name}`, bytes])
  return new Map(
    await Promise.all(
      files.map(async ([path, bytes]) => [path, { bytes, etag: `"${await hexOf(bytes)}"` }] as const),
    ),
  )
}
