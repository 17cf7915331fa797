// The rule of what counts, row by row.
import { describe, expect, it } from 'vitest'
import { type BlobRole, countedAs } from '../../src/analytics/counts.ts'
import type { Manifest } from '../../src/oci/manifest.ts'
import type { Digest, Tag } from '../../src/oci/name.ts'
import type { Served } from '../../src/served.ts'

const DIGEST = `sha256:${'a1'.repeat(32)}` as Digest
const NOTE_TAG = `sha256-${'a1'.repeat(32)}`

const descriptor = (mediaType: string) => ({ mediaType, digest: DIGEST, size: 1, platform: '' })
const LAYER = descriptor('application/vnd.oci.image.layer.v1.tar+gzip')
const manifest = (fields: Partial<Manifest>): Manifest => ({
  mediaType: '',
  isIndex: false,
  artifactType: '',
  subject: null,
  children: [],
  config: descriptor('application/vnd.oci.image.config.v1+json'),
  layers: [LAYER],
  ...fields,
})

const MANIFESTS = {
  image: manifest({}),
  docker: manifest({ config: descriptor('application/vnd.docker.container.image.v1+json') }),
  index: manifest({ isIndex: true, config: null, layers: [], children: [LAYER] }),
  chart: manifest({ config: descriptor('application/vnd.cncf.helm.config.v1+json') }),
  wasm: manifest({ config: descriptor('application/vnd.wasm.config.v0+json') }),
  attestation: manifest({ layers: [descriptor('application/vnd.in-toto+json')] }),
  signature: manifest({ layers: [descriptor('application/vnd.dev.cosign.simplesigning.v1+json')] }),
  sbom: manifest({ subject: DIGEST, artifactType: 'application/spdx+json' }),
  list: manifest({ isIndex: true, subject: DIGEST }),
}

const manifestServed = (what: keyof typeof MANIFESTS, tag: string | null): Served => ({
  artifact: 'a',
  upstream: 'quay',
  saved: null,
  what: {
    kind: 'manifest',
    reference: tag === null ? { digest: DIGEST } : { tag: tag as Tag },
    digest: DIGEST,
    manifest: MANIFESTS[what],
  },
})

const asked = (
  method: string,
  status: number,
  range: string | null = null,
  errorCode: string | null = null,
) => ({
  method,
  range: () => range,
  status,
  errorCode,
})

describe('a manifest counts', () => {
  // prettier-ignore
  it.each([
    ['HEAD', 'index', 'v1', 'check'],
    ['HEAD', 'index', null, 'check'],
    ['HEAD', 'image', 'v1', 'check'],
    ['HEAD', 'image', null, 'check'],
    ['GET', 'index', 'v1', 'check'],
    ['GET', 'index', null, null],
    ['GET', 'image', 'v1', 'pull'],
    ['GET', 'image', null, 'pull'],
    ['GET', 'docker', null, 'pull'],
    ['GET', 'wasm', 'v1', 'pull'],
    ['HEAD', 'chart', 'v1', 'chart_check'],
    ['GET', 'chart', 'v1', 'chart_pull'],
    ['GET', 'chart', null, 'chart_pull'],
    ['GET', 'attestation', null, null],
    ['HEAD', 'attestation', null, null],
    ['GET', 'signature', null, null],
    ['GET', 'sbom', null, null],
    ['GET', 'list', null, null],
    ['GET', 'signature', `${NOTE_TAG}.sig`, 'verify'],
    ['GET', 'attestation', `${NOTE_TAG}.att`, 'verify'],
    ['GET', 'index', NOTE_TAG, 'verify'],
    ['HEAD', 'signature', `${NOTE_TAG}.sig`, null],
  ] as const)('%s of %s by %s: %s', (method, what, tag, metric) => {
    const counted = countedAs(asked(method, 200), manifestServed(what, tag), null)
    expect(counted?.metric ?? null).toBe(metric)
  })
})

describe('a blob counts', () => {
  const served: Served = {
    artifact: 'a',
    upstream: 'quay',
    saved: null,
    what: { kind: 'blob', digest: DIGEST, host: null },
  }
  // prettier-ignore
  it.each([
    ['GET', 307, null, 'last layer', 'download'],
    ['GET', 307, null, null, 'download'],
    ['GET', 307, null, 'other', null],
    ['GET', 307, 'bytes=0-', 'last layer', 'download'],
    ['GET', 307, 'bytes=0-1023', 'last layer', 'download'],
    ['GET', 307, 'bytes=1024-', 'last layer', null],
    ['GET', 307, 'bytes=-5', 'last layer', null],
    ['HEAD', 200, null, 'last layer', null],
    ['GET', 502, null, 'last layer', null],
  ] as const)('%s with %i, range %s, a blob known as %s: %s', (method, status, range, role, metric) => {
    expect(countedAs(asked(method, status, range), served, role satisfies BlobRole)?.metric ?? null).toBe(metric)
  })
})

describe('a download counts', () => {
  const of = (what: Served['what']): Served => ({ artifact: 'a', upstream: 'b.example', saved: null, what })
  const FILE = { kind: 'file', version: 'v1', platform: '', isMissing: false } as const
  // prettier-ignore
  it.each([
    ['a file', 'GET', 302, null, FILE, 'file_download'],
    ['a file from byte 0', 'GET', 302, 'bytes=0-', FILE, 'file_download'],
    ['the rest of a file', 'GET', 302, 'bytes=9-', FILE, null],
    ['a look at a file', 'HEAD', 302, null, FILE, null],
    ['a missing file', 'GET', 302, null, { ...FILE, isMissing: true }, 'error'],
    ['a file that no target has', 'GET', 404, null, { ...FILE, isMissing: true }, 'error'],
    ['a look at a missing file', 'HEAD', 404, null, { ...FILE, isMissing: true }, null],
    ['a chart', 'GET', 302, null, { kind: 'chart', name: 'a', version: '1' }, 'chart_pull'],
    ['the rest of a chart', 'GET', 302, 'bytes=9-', { kind: 'chart', name: 'a', version: '1' }, null],
    ['a signature', 'GET', 302, null, { kind: 'provenance', name: 'a', version: '1' }, 'verify'],
    ['an index', 'GET', 200, null, { kind: 'chart index' }, 'chart_check'],
    ['an index that is known', 'GET', 304, null, { kind: 'chart index' }, 'chart_check'],
    ['a look at an index', 'HEAD', 200, null, { kind: 'chart index' }, 'chart_check'],
    ['no index', 'GET', 502, null, { kind: 'chart index' }, 'error'],
    ['a page', 'GET', 200, null, { kind: 'page' }, 'page_view'],
    ['a look at a pixel', 'HEAD', 200, null, { kind: 'page' }, null],
    ['a visit', 'GET', 200, null, { kind: 'visit' }, 'visit'],
  ] satisfies [string, string, number, string | null, Served['what'], string | null][])('%s: %s %i, range %s', (_what, method, status, range, what, metric) => {
    expect(countedAs(asked(method, status, range), of(what), null)?.metric ?? null).toBe(metric)
  })
})

describe('other requests count', () => {
  const of = (what: Served['what']): Served => ({
    artifact: 'a',
    upstream: 'quay',
    saved: null,
    what,
  })
  const tag = (text: string) =>
    of({ kind: 'manifest', reference: { tag: text as Tag }, digest: null, manifest: null })
  const byDigest = of({ kind: 'manifest', reference: { digest: DIGEST }, digest: null, manifest: null })
  // prettier-ignore
  it.each([
    ['referrers', asked('GET', 200), of({ kind: 'referrers', digest: DIGEST }), 'verify', null],
    ['HEAD referrers', asked('HEAD', 200), of({ kind: 'referrers', digest: DIGEST }), null, null],
    ['tags', asked('GET', 200), of({ kind: 'tags' }), null, null],
    ['the ping', asked('GET', 200), null, null, null],
    ['a write', asked('PUT', 405, null, 'UNSUPPORTED'), null, null, null],
    ['an unknown tag', asked('GET', 404, null, 'MANIFEST_UNKNOWN'), tag('v9'), 'error', 'unknown_tag'],
    ['HEAD of an unknown tag', asked('HEAD', 404, null, 'MANIFEST_UNKNOWN'), tag('v9'), 'error', 'unknown_tag'],
    ['a missing signature', asked('GET', 404, null, 'MANIFEST_UNKNOWN'), tag(`${NOTE_TAG}.sig`), null, null],
    ['an unknown digest', asked('GET', 404, null, 'MANIFEST_UNKNOWN'), byDigest, null, null],
    ['an unknown repository', asked('GET', 404, null, 'NAME_UNKNOWN'), null, 'error', 'unknown_repository'],
    ['an unknown blob', asked('GET', 404, null, 'BLOB_UNKNOWN'), of({ kind: 'blob', digest: DIGEST, host: null }), null, null],
    ['a bad name', asked('GET', 400, null, 'NAME_INVALID'), null, null, null],
    ['an upstream that is down', asked('GET', 503, null, 'UNAVAILABLE'), tag('v1'), 'error', 'upstream_failure'],
    ['an upstream that limits', asked('GET', 429, null, 'TOOMANYREQUESTS'), tag('v1'), 'error', 'upstream_failure'],
    ['no configuration', asked('GET', 503, null, 'UNAVAILABLE'), null, null, null],
  ] as const)('%s', (_what, answered, served, metric, reason) => {
    const counted = countedAs(answered, served, null)
    expect([counted?.metric ?? null, counted?.reason ?? null]).toEqual([metric, reason])
  })
})
