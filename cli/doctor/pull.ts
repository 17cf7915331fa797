// What a runtime does to pull an image, as far as its smallest blob.
import { digestOf } from '../../src/oci/digest.ts'
import { parseChallenge } from '../../src/oci/challenge.ts'
import { type Manifest, parseManifest } from '../../src/oci/manifest.ts'
import { ALL_MANIFEST_TYPES } from '../../src/oci/media-type.ts'
import { type Digest, isDigest } from '../../src/oci/name.ts'
import { type Asked, ask } from './ask.ts'
import { Blocked, type Step } from './blocked.ts'
import { isPage, refused } from './judge.ts'
import type { ImageReference } from './reference.ts'
import { findToken } from './token.ts'
import type { Trail } from './trail.ts'

const REDIRECTS_MAX = 5

/** Resolves if all of it can be had; throws `Blocked` at the first hop that cannot. */
export async function walkPull(trail: Trail, image: ImageReference): Promise<void> {
  const base = `${image.origin}/v2/`
  const ping = await ask(trail, 'ping', new URL(base))
  const challenge = parseChallenge(ping.headers.get('WWW-Authenticate'))
  const isRegistry =
    (ping.status === 200 && !isPage(ping.headers)) || (ping.status === 401 && challenge !== null)
  if (!isRegistry) throw refused('ping', ping)
  trail.passed(
    'ping',
    ping.url.hostname,
    challenge === null ? 'a registry, for anybody' : 'a registry that wants a token',
  )
  const token = challenge === null ? null : await findToken(trail, challenge, image)
  const at = (path: string) => new URL(`${base}${image.repository}/${path}`)
  const { manifest, asked } = await fetchManifest(trail, 'manifest', {
    url: at(`manifests/${image.reference}`),
    token,
    isDefault: image.isDefault,
  })
  trail.passed(
    'manifest',
    asked.url.hostname,
    manifest.isIndex ? `${image.reference}, ${manifest.children.length} entries` : image.reference,
  )
  const leaf = manifest.isIndex
    ? await fetchChild(trail, manifest, (digest) => ({ url: at(`manifests/${digest}`), token }))
    : manifest
  const blob = leaf.config ?? leaf.layers[0]
  if (blob !== undefined) await fetchBlob(trail, { url: at(`blobs/${blob.digest}`), token }, blob)
}

/** `isDefault`: nobody said which tag. */
type Wanted = { url: URL; token: string | null; isDefault?: boolean }

async function fetchManifest(
  trail: Trail,
  step: Step,
  wanted: Wanted,
): Promise<{ manifest: Manifest; asked: Asked }> {
  const asked = await follow(trail, step, wanted, { Accept: ALL_MANIFEST_TYPES })
  if (asked.status !== 200 || isPage(asked.headers)) throw refused(step, asked, wanted)
  const last = wanted.url.pathname.split('/').at(-1) ?? ''
  const named = isDigest(last) ? last : (asked.headers.get('Docker-Content-Digest') ?? '')
  await checkBytes(step, asked, isDigest(named) ? named : null)
  const manifest = parseManifest(asked.body)
  if (manifest !== null) return { manifest, asked }
  throw changed(step, asked.url.hostname, 'what comes is no manifest')
}

async function fetchChild(
  trail: Trail,
  index: Manifest,
  wantedOf: (digest: Digest) => Wanted,
): Promise<Manifest> {
  const platform = `linux/${ARCHITECTURES[process.arch] ?? process.arch}`
  const own = index.children.find((child) => child.platform.startsWith(platform))
  const child = own ?? index.children.find((one) => one.platform !== '') ?? index.children[0]
  if (own === undefined) trail.warn(`there is no image for ${platform}, which this machine runs`)
  if (child === undefined) return index
  const { manifest, asked } = await fetchManifest(trail, 'image', wantedOf(child.digest))
  trail.passed('image', asked.url.hostname, child.platform)
  return manifest
}

/** Node's word and Go's. */
const ARCHITECTURES: Partial<Record<string, string>> = { x64: 'amd64', ia32: '386', ppc64: 'ppc64le' }

async function fetchBlob(trail: Trail, wanted: Wanted, { digest }: { digest: Digest }): Promise<void> {
  const asked = await follow(trail, 'blob', wanted)
  const isElsewhere = asked.url.host !== wanted.url.host
  const step = isElsewhere ? 'content' : 'blob'
  if (asked.status !== 200 || isPage(asked.headers)) throw refused(step, asked)
  await checkBytes(step, asked, digest)
  trail.passed(step, asked.url.hostname, `${asked.body.byteLength} bytes with the right digest`)
}

/** Goes where it is sent, with the token to the first host only, as clients do. */
async function follow(
  trail: Trail,
  step: Step,
  { url, token }: Wanted,
  headers: Record<string, string> = {},
): Promise<Asked> {
  let asked = await ask(trail, step, url, { ...headers, ...(token === null ? {} : { Authorization: token }) })
  for (let redirects = 0; asked.status >= 300 && asked.status < 400; redirects++) {
    const location = asked.headers.get('Location') ?? ''
    if (redirects >= REDIRECTS_MAX || !URL.canParse(location, asked.url.href))
      throw changed(step, asked.url.hostname, 'it redirects in circles, or to nowhere')
    const next = new URL(location, asked.url)
    // Never the query: whoever has a signed address has the content.
    if (next.host !== asked.url.host) trail.passed(step, asked.url.hostname, `leads to ${next.host}`)
    asked = await ask(trail, step === 'blob' ? 'content' : step, next, headers)
  }
  return asked
}

async function checkBytes(step: Step, { body, url }: Asked, digest: Digest | null): Promise<void> {
  if (digest === null || (await digestOf(body, digest)) === digest) return
  throw changed(step, url.hostname, 'the bytes do not have the digest that they should have')
}

function changed(step: Step, host: string, why: string): Blocked {
  const advice = `ask for ${host} to be let through unread and unchanged: a virus scanner or proxy alters what comes from it`
  return new Blocked(step, host, { why, advice })
}
