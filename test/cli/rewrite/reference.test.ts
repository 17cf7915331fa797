import { describe, expect, it } from 'vitest'
import { rewrite } from './rewriting.ts'

describe('a whole name', () => {
  // From the sources of cert-manager, trust-manager, release, flux2, home-ops, istio and their like.
  it.each([
    [
      'deploy.yaml',
      'image: quay.io/jetstack/cert-manager-controller:v1.20.0',
      'image: downloads.example.org/cert-manager-controller:v1.20.0',
    ],
    ['a.yaml', 'image: "quay.io/jetstack/x@sha256:4c2b52"', 'image: "downloads.example.org/x@sha256:4c2b52"'],
    [
      'a.yaml',
      '- --acme-http01-solver-image=quay.io/jetstack/cert-manager-acmesolver:v0.0.0',
      '- --acme-http01-solver-image=downloads.example.org/cert-manager-acmesolver:v0.0.0',
    ],
    ['kustomization.yaml', '  newName: quay.io/jetstack/x', '  newName: downloads.example.org/x'],
    [
      'repo.yaml',
      'url: oci://quay.io/jetstack/charts/cert-manager',
      'url: oci://downloads.example.org/charts/cert-manager',
    ],
    [
      'defaults.go',
      'x = fmt.Sprintf("quay.io/jetstack/cert-manager-acmesolver:%s", v)',
      'x = fmt.Sprintf("downloads.example.org/cert-manager-acmesolver:%s", v)',
    ],
    [
      'consts.go',
      'DefaultImageRepository = "quay.io/jetstack"',
      'DefaultImageRepository = "downloads.example.org"',
    ],
    [
      '00_mod.mk',
      'images_amd64 += quay.io/jetstack/c:$(v)@sha256:4c',
      'images_amd64 += downloads.example.org/c:$(v)@sha256:4c',
    ],
    [
      'test-smoke.mk',
      '--set image.tag=$(quay.io/jetstack/cert-manager-controller.TAG) \\',
      '--set image.tag=$(downloads.example.org/cert-manager-controller.TAG) \\',
    ],
    ['Makefile', 'REGISTRY := quay.io/jetstack', 'REGISTRY := downloads.example.org'],
    [
      'Makefile',
      'E2E_CHART ?= oci://quay.io/jetstack/charts/cert-manager',
      'E2E_CHART ?= oci://downloads.example.org/charts/cert-manager',
    ],
    [
      'Dockerfile',
      'FROM --platform=linux/amd64 quay.io/jetstack/base-static@sha256:dc71 AS b',
      'FROM --platform=linux/amd64 downloads.example.org/base-static@sha256:dc71 AS b',
    ],
    ['Dockerfile', 'COPY --from=quay.io/jetstack/x /a /b', 'COPY --from=downloads.example.org/x /a /b'],
    ['run.sh', 'REGISTRY="${REGISTRY:-quay.io/jetstack}"', 'REGISTRY="${REGISTRY:-downloads.example.org}"'],
    [
      'run.sh',
      'skopeo copy docker://quay.io/jetstack/x:v1 oci:out',
      'skopeo copy docker://downloads.example.org/x:v1 oci:out',
    ],
    [
      'run.sh',
      'cosign verify --key $KEY quay.io/jetstack/cert-manager-webhook:$TAG',
      'cosign verify --key $KEY downloads.example.org/cert-manager-webhook:$TAG',
    ],
    [
      'run.sh',
      'helm install c oci://quay.io/jetstack/charts/cert-manager --set image.repository=quay.io/jetstack/x',
      'helm install c oci://downloads.example.org/charts/cert-manager --set image.repository=downloads.example.org/x',
    ],
    [
      'run.sh',
      'curl https://quay.io/v2/jetstack/x/tags/list',
      'curl https://downloads.example.org/v2/x/tags/list',
    ],
    ['images.txt', 'quay.io/jetstack/x:v1', 'downloads.example.org/x:v1'],
    [
      'renovate.json',
      '"matchPackageNames": ["quay.io/jetstack/**"]',
      '"matchPackageNames": ["downloads.example.org/**"]',
    ],
    [
      'renovate.json',
      '"matchPackagePatterns": ["^quay\\\\.io/jetstack/"]',
      '"matchPackagePatterns": ["^downloads\\\\.example\\\\.org/"]',
    ],
    ['fix.sh', 's/quay\\.io\\/jetstack\\/x/y/', 's/downloads\\.example\\.org\\/x/y/'],
    [
      'a.go',
      'regexp.MustCompile(`\\bquay[.]io/jetstack/`)',
      'regexp.MustCompile(`\\bdownloads[.]example[.]org/`)',
    ],
    [
      'values.schema.json',
      '"description": "Full override.\\nExample: quay.io/jetstack/x",',
      '"description": "Full override.\\nExample: downloads.example.org/x",',
    ],
    [
      'c.yaml',
      `values: '{"hub":"quay.io/jetstack","image":"c"}'`,
      `values: '{"hub":"downloads.example.org","image":"c"}'`,
    ],
    [
      'pod.tpl',
      '{{ default "quay.io/jetstack/x" .Values.image }}',
      '{{ default "downloads.example.org/x" .Values.image }}',
    ],
    [
      'a.json',
      '"quay.io/jetstack/x\\u0022 \\u003cquay.io/jetstack/y\\u003e"',
      '"downloads.example.org/x\\u0022 \\u003cdownloads.example.org/y\\u003e"',
    ],
    ['a.ts', '//quay.io/jetstack/x', '//downloads.example.org/x'],
    [
      'cron.yaml',
      'a: ostree-unverified-registry:quay.io/jetstack/x',
      'a: ostree-unverified-registry:downloads.example.org/x',
    ],
  ])('is rewritten in %s: %s', (path, before, after) => {
    expect(rewrite(path, before)).toEqual({ text: after, left: [] })
  })

  it.each([
    'myquay.io/jetstack/x',
    'my-quay.io/jetstack/x',
    'my.quay.io/jetstack/x',
    'quay.io/jetstack-foo/x',
    'quay.io/jetstack.old/x',
    'quay.io/jetstackx/x',
    'quay.io/jetstack_x/y',
    'quay.io/other/jetstack',
    'quay.iox/jetstack/x',
    'quay.io:443/jetstack/x',
    'github.com/jetstack/cert-manager',
    '@jetstack/team',
    'someone@jetstack.io',
  ])('is not seen in %s', (text) => {
    expect(rewrite('a.yaml', `image: ${text}`)).toEqual({ text: `image: ${text}`, left: [] })
  })

  it.each([
    ['legacy.example.io/quay.io/jetstack/x', 'other-address quay.io/jetstack'],
    ['/srv/mirror/quay.io/jetstack/x', 'other-address quay.io/jetstack'],
    ['https://quay.io/repository/jetstack/x?tab=tags', 'web-page quay.io/repository/jetstack'],
    ['https://quay.io/jetstack', 'web-page quay.io/jetstack'],
    ['"quay.io/jetstack${SUFFIX}/x"', 'hand-continued quay.io/jetstack'],
    ['"quay.io/jetstack*"', 'hand-continued quay.io/jetstack'],
    ['"{{ quay_image_repo }}/jetstack/cert-manager-controller" # image', 'hand-path jetstack'],
    ['image = fmt.Sprintf("%s/jetstack/%s", registry, name)', 'hand-path jetstack'],
    ['IMAGE=$(REGISTRY)/jetstack/x', 'hand-path jetstack'],
    ['image := registry + "/jetstack/x"', 'hand-path jetstack'],
  ])('is left as it is, and said so, in %s', (text, left) => {
    expect(rewrite('a.txt', text)).toEqual({ text, left: [left] })
  })

  it('of an image needs the path: a tag cannot follow a host alone', () => {
    const text = 'image: quay.io/jetstack/x:v1'
    expect(rewrite('a.yaml', text, ['quay.io/jetstack/x=downloads.example.org'])).toEqual({
      text,
      left: ['hand-empty quay.io/jetstack/x'],
    })
  })

  it('keeps every byte beside it: line ends, a mark at the start, bytes that are no UTF-8', () => {
    const text = '\xef\xbb\xbf# caf\xe9\r\nimage: quay.io/jetstack/x:v1\r\nlast: \xff'
    expect(rewrite('a.yaml', text).text).toBe(text.replace('quay.io/jetstack', 'downloads.example.org'))
  })
})

describe('several maps', () => {
  it('go by the longest first', () => {
    const maps = [
      'quay.io/jetstack=a.example.org',
      'quay.io/jetstack/charts=b.example.org/c',
      'quay.io=m.example.org',
    ]
    expect(rewrite('a.txt', 'quay.io/jetstack/x quay.io/jetstack/charts/y quay.io/z/w', maps).text).toBe(
      'a.example.org/x b.example.org/c/y m.example.org/z/w',
    )
  })

  it.each([
    ['quay.io/jetstack=quay.io/jetstack/new', 'quay.io/jetstack/x', 'quay.io/jetstack/new/x'],
    [
      'quay.io/jetstack=quay.io/jetstack/new',
      'https://quay.io/v2/jetstack/x/tags/list',
      'https://quay.io/v2/jetstack/new/x/tags/list',
    ],
    ['docker.io/org=index.docker.io/org/new', 'index.docker.io/org/x', 'index.docker.io/org/new/x'],
    [
      'quay.io/jetstack=mirror.example.org/quay.io/jetstack',
      'quay.io/jetstack/x',
      'mirror.example.org/quay.io/jetstack/x',
    ],
    [
      'localhost:5000/jetstack=x.example.org:5000/y',
      'http://localhost:5000/jetstack/x',
      'http://x.example.org:5000/y/x',
    ],
    [
      'charts.jetstack.io=d.example.org/charts',
      'helm repo add jetstack https://charts.jetstack.io',
      'helm repo add jetstack https://d.example.org/charts',
    ],
    ['docker.io/org=d.example.org', 'image: index.docker.io/org/x', 'image: d.example.org/x'],
    ['docker.io/org/x=d.example.org/x', 'image: org/x:v1', 'image: d.example.org/x:v1'],
    ['docker.io/org/x=d.example.org/x', '`docker pull org/x`', '`docker pull d.example.org/x`'],
    ['docker.io/org/x=d.example.org/x', 'image: org/x-y', 'image: org/x-y'],
    ['docker.io/org/x.y=d.example.org/x', 'docker pull org/x-y/z', 'docker pull org/x-y/z'],
  ])('%s makes of %s, once and for all: %s', (map, before, after) => {
    expect(rewrite('a.yaml', before, [map]).text).toBe(after)
    expect(rewrite('a.yaml', after, [map]).text).toBe(after)
  })
})

describe('what a kustomization looks for', () => {
  const images =
    'images:\n- name: quay.io/jetstack/x\n  newName: quay.io/jetstack/x\n  newTag: v1\n- newTag: v1\n  name: "quay.io/jetstack/y"\n\nother:\n- name: quay.io/jetstack/z\n'
  const moved = images.replaceAll('quay.io/jetstack', 'downloads.example.org')
  const movedButNames = moved
    .replace('- name: downloads.example.org/x', '- name: quay.io/jetstack/x')
    .replace('downloads.example.org/y', 'quay.io/jetstack/y')

  it.each([
    'resources:\n- https://github.com/cert-manager/x//config?ref=v1\n',
    'resources:\n  - ./a.yaml\n\n  # the base\n  - github.com/cert-manager/x/config\n',
    'helmCharts:\n- name: x\n  repo: https://charts.example.org\n',
    'resources: [./a.yaml, "https://github.com/cert-manager/x//config?ref=v1"]\n',
  ])('stays as the remote base has it, and is reported: %s', (base) => {
    for (const [text, after] of [
      [base + images, base + movedButNames],
      [images + base, movedButNames + base],
    ]) {
      expect(rewrite('kustomization.yaml', text ?? '')).toEqual({
        text: after,
        left: ['hand-remote quay.io/jetstack', 'hand-remote quay.io/jetstack'],
      })
      expect(rewrite('kustomization.yaml', after ?? '').text).toBe(after)
    }
  })

  it('moves with a base of the same checkout', () => {
    const base = 'resources:\n- ../base\n'
    expect(rewrite('kustomization.yaml', base + images)).toEqual({ text: base + moved, left: [] })
  })
})
