// What clients do, each thing as the requests that it is made of.
import type { ImageDescription } from '../registry/content/description.ts'
import { AGENTS, type Agent } from './agent.ts'
import type { Asked } from './asked.ts'
import type { Counted } from './expected.ts'
import { mistake } from './mistake.ts'
import { one } from './roll.ts'
import type { Content, Scene } from './scene.ts'

const CONTROLLER = 'cert-manager-controller'
const CHART = 'charts/cert-manager'
const VERSIONS = ['v1.18.2', 'v1.19.0']
const PAGES = ['/docs/installation/', '/docs/configuration/acme/', '/docs/', '/']
const ACCEPT =
  'application/vnd.docker.distribution.manifest.v2+json, application/vnd.docker.distribution.manifest.list.v2+json, ' +
  'application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json'
const RUNTIMES = [AGENTS.docker, AGENTS.containerd, AGENTS.crio, AGENTS.skopeo, AGENTS.argocd]

type Happening = (scene: Scene) => Asked[]

/** How often each happens, of 100. */
const HAPPENINGS: [number, Happening][] = [
  [30, pull],
  [20, check],
  [6, chart],
  [10, helm],
  [10, file],
  [10, view],
  [4, verify],
  [4, tags],
  [3, mistake],
  [3, read],
]

export function happening(scene: Scene): Asked[] {
  let rest = scene.roll() * HAPPENINGS.reduce((sum, [weight]) => sum + weight, 0)
  const [, chosen] = HAPPENINGS.find(([weight]) => (rest -= weight) < 0) ?? HAPPENINGS[0] ?? [0, pull]
  return chosen(scene)
}

/** Each known thing once, so that everything is attributed from the first counted request on. */
export function firstRound({ content }: Scene): Asked[] {
  return imagesOf(content).flatMap((image) => pullOf(image, content, AGENTS.docker))
}

/** All webhooks are one image under many tags, of which one is enough. */
function imagesOf({ description }: Content): ImageDescription[] {
  return description.images.filter(({ tag }) => VERSIONS.includes(tag))
}

function nameOf({ repository }: ImageDescription, { namespace }: Content): string {
  return repository.slice(namespace.length + 1)
}

function manifest(name: string, reference: string, agent: Agent): Omit<Asked, 'status'> {
  return { method: 'GET', path: `/v2/${name}/manifests/${reference}`, headers: { Accept: ACCEPT }, agent }
}

function pull({ content, roll }: Scene): Asked[] {
  const image = one(roll, imagesOf(content))
  const isCached = roll() < 0.3
  const asked = pullOf(image, content, one(roll, RUNTIMES))
  // A node that has the image asks for no layer.
  return isCached ? asked.filter(({ path }) => !path.includes('/blobs/')) : asked
}

function pullOf(image: ImageDescription, content: Content, agent: Agent): Asked[] {
  const name = nameOf(image, content)
  const { tag: version, platform } = image
  const counted = { artifact: name, version, upstream: 'local', reason: '' }
  const pulled: Counted[] | Asked['counts'] = [{ ...counted, metric: 'pull', platform }]
  const checked = [{ ...counted, metric: 'check', platform: agent.platform }]
  const partOf = (digest: string) => ({
    method: 'GET',
    path: `/v2/${name}/blobs/${digest}`,
    agent,
    status: 307,
  })
  const blob = (digest: string) => ({ ...partOf(digest), digest })
  const last = image.layers.at(-1) ?? ''
  const index: Asked[] =
    image.index === null
      ? []
      : [{ ...manifest(name, version, agent), status: 200, digest: image.index, counts: checked }]
  return [
    { method: 'GET', path: '/v2/', agent, status: 200 },
    ...index,
    {
      ...manifest(name, image.index === null ? version : image.manifest, agent),
      status: 200,
      digest: image.manifest,
      counts: pulled,
    },
    ...(image.config === null ? [] : [blob(image.config)]),
    ...image.layers.slice(0, -1).map(blob),
    { ...blob(last), counts: [{ ...counted, metric: 'download', platform }] },
    // A download that goes on where it broke off was counted when it began.
    { ...partOf(last), headers: { Range: 'bytes=100-' } },
  ]
}

function check({ content, roll }: Scene): Asked[] {
  const image = one(roll, imagesOf(content))
  const agent = one(roll, RUNTIMES)
  const artifact = nameOf(image, content)
  // What an index is for is not known, so its client's own word is taken.
  const platform = image.index === null ? image.platform : agent.platform
  const counted = { metric: 'check', artifact, version: image.tag, platform, upstream: 'local', reason: '' }
  return [{ ...manifest(artifact, image.tag, agent), method: 'HEAD', status: 200, counts: [counted] }]
}

function chart({ roll }: Scene): Asked[] {
  const agent = one(roll, [AGENTS.helm, AGENTS.argocd])
  const counted = {
    artifact: CHART,
    version: 'v1.19.0',
    platform: agent.platform,
    upstream: 'local',
    reason: '',
  }
  return [
    { ...manifest(CHART, 'v1.19.0', agent), status: 200, counts: [{ ...counted, metric: 'chart_pull' }] },
  ]
}

function helm({ content, roll }: Scene): Asked[] {
  const agent = one(roll, [AGENTS.helm, AGENTS.argocd])
  const version = one(roll, VERSIONS)
  const common = { method: 'GET', agent }
  const counted = { platform: agent.platform, upstream: content.filesHost, reason: '' }
  const path = `/charts/charts/cert-manager-${version}.tgz`
  const ofChart = { ...counted, artifact: CHART, version }
  return [
    {
      ...common,
      path: '/charts/index.yaml',
      status: 200,
      counts: [{ ...counted, metric: 'chart_check', artifact: 'charts', version: '' }],
    },
    { ...common, path, status: 302, counts: [{ ...ofChart, metric: 'chart_pull' }] },
    ...(roll() < 0.3
      ? [{ ...common, path: `${path}.prov`, status: 302, counts: [{ ...ofChart, metric: 'verify' }] }]
      : []),
  ]
}

function file({ content, roll }: Scene): Asked[] {
  const version = one(roll, VERSIONS)
  const [os, arch] = one(roll, [
    ['linux', 'amd64'],
    ['linux', 'arm64'],
  ] as const)
  const common = {
    method: 'GET',
    path: `/releases/${version}/cmctl_${os}_${arch}.tar.gz`,
    agent: AGENTS.curl,
  }
  const counted = { artifact: 'releases/cmctl', version, platform: `${os}/${arch}`, reason: '' }
  return [
    {
      ...common,
      status: 302,
      counts: [{ ...counted, metric: 'file_download', upstream: content.filesHost }],
    },
    { ...common, status: 302, headers: { Range: 'bytes=4096-' } },
    { ...common, status: 302, method: 'HEAD' },
  ]
}

function view({ content, roll }: Scene): Asked[] {
  const page = one(roll, PAGES)
  const path = page.replace(/(?<=.)\/$/, '')
  const common = { method: 'GET', path: '/pixel/docs.gif', agent: AGENTS.browser, status: 200 }
  const from = { Referer: content.site + page }
  const today = new Date()
  today.setUTCHours(0, 0, 0, 0)
  const counted = { version: '', platform: '', upstream: '', reason: '' }
  const artifact = `docs${path === '/' ? '/index' : path}`
  const viewed = { ...counted, artifact, metric: 'page_view' }
  const chance = roll()
  if (chance < 0.1) return [{ ...common, headers: { ...from, DNT: '1' }, drops: 'do_not_track' }]
  if (chance < 0.2)
    return [{ ...common, headers: { Referer: 'https://elsewhere.example/' }, drops: 'foreign_page' }]
  return [
    { ...common, headers: from, counts: [viewed, { ...counted, artifact: 'docs', metric: 'visit' }] },
    { ...common, headers: { ...from, 'If-Modified-Since': today.toUTCString() }, counts: [viewed] },
  ]
}

function verify({ content, roll }: Scene): Asked[] {
  const image = one(
    roll,
    imagesOf(content).filter(({ tag, index }) => tag === 'v1.19.0' && index !== null),
  )
  const agent = AGENTS.cosign
  const artifact = nameOf(image, content)
  const index = image.index ?? ''
  const counted = { metric: 'verify', artifact, version: image.tag, reason: '', upstream: 'local' }
  const counts = [{ ...counted, platform: agent.platform }]
  return [
    { ...manifest(artifact, `${index.replace(':', '-')}.sig`, agent), status: 200, counts },
    { method: 'GET', path: `/v2/${artifact}/referrers/${index}`, agent, status: 200, mayFail: true, counts },
  ]
}

function tags(): Asked[] {
  const path = `/v2/${CONTROLLER}/tags/list?n=2`
  return [{ method: 'GET', path, agent: AGENTS.argocd, status: 200, mayFail: true }]
}

/** People who look at the numbers. */
function read({ roll }: Scene): Asked[] {
  const paths = [
    '/',
    '/api/v1/totals?metric=pull&by=version',
    '/badge/pull/week.svg',
    '/healthz',
    '/api/v1/status',
  ]
  return [{ method: 'GET', path: one(roll, paths), agent: AGENTS.browser, status: 200 }]
}
