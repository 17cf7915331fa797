// The requests that are measured, as clients make them, and the product's own answer to them.
import type { Stage } from './stage.ts'
import type { Asking } from './wrk.ts'

export type Answer = { status: number; headers: Record<string, string>; bytes: Uint8Array }

export type Shape = {
  /** The figures' name. */
  name: string
  asked: Asking[]
  /** The product's answer to the first of them. */
  answer: Answer
  /** How many of `asked` count. */
  counted: number
}

const TAG = 'v1.19.0'
const REPOSITORY = 'cert-manager-controller'
const CLIENTS = 64

const ACCEPT = [
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
  '*/*',
].join(', ')
const AGENTS = [
  'containerd/1.7.27',
  'containerd/v2.1.4',
  'docker/28.5.1 go/go1.24.8 git-commit/f8215cc kernel/6.8.0-85-generic os/linux arch/amd64 UpstreamClient(Docker-Client/28.5.1 \\(linux\\))',
  'cri-o/1.33.4 go/go1.23.4 os/linux arch/amd64',
  'containers/5.36.1 (github.com/containers/image)',
  'skopeo/1.18.0',
  'argocd-repo-server/v3.1.0 (linux/amd64)',
  'go-http-client/2.0',
]
const PLACES = [
  { country: 'US', continent: 'NA', asn: 16509 },
  { country: 'DE', continent: 'EU', asn: 24940 },
  { country: 'JP', continent: 'AS', asn: 396982 },
  { country: 'BR', continent: 'SA', asn: 28573 },
]

export type Image = { repository: string; tag: string; index: string; manifest: string; blobs: string[] }

/** The image that is asked for everywhere. */
export async function imageOf({ registry }: Stage): Promise<Image> {
  const { images } = await registry.content()
  const image = images.find(
    ({ tag, platform, repository }) =>
      tag === TAG && platform === 'linux/amd64' && repository.endsWith(`/${REPOSITORY}`),
  )
  if (image?.index == null || image.config === null)
    throw new Error('the stand-in registry has no such image')
  const { index, manifest } = image
  return { repository: REPOSITORY, tag: TAG, index, manifest, blobs: [image.config, ...image.layers] }
}

export async function shapesOf(stage: Stage): Promise<Shape[]> {
  const image = await imageOf(stage)
  const manifest = (reference: string) => `/v2/${REPOSITORY}/manifests/${reference}`
  const blobs = image.blobs.map((digest) => `/v2/${REPOSITORY}/blobs/${digest}`)
  // As a pull does it first: what the isolate then knows of the image decides what counts.
  for (const path of [manifest(TAG), manifest(image.manifest), ...blobs]) await ask(stage, path)
  return Promise.all([
    shape(stage, 'blob_redirect', { paths: blobs, countedPaths: 1 }),
    shape(stage, 'blob_last_layer', { paths: blobs.slice(-1), countedPaths: 1 }),
    shape(stage, 'blob_other', { paths: blobs.slice(0, 1), countedPaths: 0 }),
    shape(stage, 'manifest_digest', { paths: [manifest(image.manifest)], countedPaths: 1 }),
    shape(stage, 'manifest_index_digest', { paths: [manifest(image.index)], countedPaths: 0 }),
    shape(stage, 'manifest_tag', { paths: [manifest(TAG)], countedPaths: 1 }),
  ])
}

type Wanted = { paths: string[]; countedPaths: number }

async function shape(stage: Stage, name: string, { paths, countedPaths }: Wanted): Promise<Shape> {
  const asked = Array.from({ length: CLIENTS }, (_, client) =>
    paths.map((path) => asking(path, client)),
  ).flat()
  const answer = await ask(stage, paths[0] ?? '')
  return { name, asked, answer, counted: countedPaths * CLIENTS }
}

async function ask(stage: Stage, path: string): Promise<Answer> {
  const { headers } = asking(path, 0)
  const response = await fetch(stage.gateway.url + path, { headers, redirect: 'manual' })
  const bytes = new Uint8Array(await response.arrayBuffer())
  const { 'content-length': length, ...headersLeft } = Object.fromEntries(response.headers)
  // workerd gives what has no body its length of nothing by itself.
  const own =
    length === undefined || length === '0' ? headersLeft : { ...headersLeft, 'content-length': length }
  return { status: response.status, headers: own, bytes }
}

export function asking(path: string, client: number): Asking {
  const headers = {
    Accept: ACCEPT,
    'User-Agent': AGENTS[client % AGENTS.length] ?? '',
    'CF-Connecting-IP': `203.0.113.${client}`,
    'CF-Blob': JSON.stringify(PLACES[client % PLACES.length]),
  }
  return { path, headers }
}
