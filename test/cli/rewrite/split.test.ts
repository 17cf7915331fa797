import { describe, expect, it } from 'vitest'
import { MAP, rewrite } from './rewriting.ts'

const WITH_PATH = ['quay.io/jetstack=downloads.example.org/cm']

describe('registry and path in keys of their own', () => {
  // From the charts of cert-manager, trust-manager, argo-workflows and Bitnami, and from what helm-docs and helm-tool write.
  it.each([
    [
      'side by side',
      'image:\n  registry: quay.io # ours\n  repository: "jetstack/x"\n  tag: v1\n',
      'image:\n  registry: downloads.example.org # ours\n  repository: "cm/x"\n  tag: v1\n',
    ],
    [
      'with a slash at the front of the path',
      'image:\n  registry: quay.io\n  repository: /jetstack/x\n  tag: v1\n',
      'image:\n  registry: downloads.example.org\n  repository: /cm/x\n  tag: v1\n',
    ],
    [
      'in two keys for all images',
      'imageRegistry: quay.io\n\n# Examples:\n# - jetstack\nimageNamespace: jetstack\nimage:\n  name: x\n',
      'imageRegistry: downloads.example.org\n\n# Examples:\n# - jetstack\nimageNamespace: cm\nimage:\n  name: x\n',
    ],
    [
      'in a comment',
      'pkg:\n  # For example:\n  #   registry: quay.io\n  #   repository: jetstack/x\n  name: y\n',
      'pkg:\n  # For example:\n  #   registry: downloads.example.org\n  #   repository: cm/x\n  name: y\n',
    ],
    [
      'with an anchor',
      "image: &i\n  registry: &r quay.io\n  repository: 'jetstack/x'\n",
      "image: &i\n  registry: &r downloads.example.org\n  repository: 'cm/x'\n",
    ],
    [
      'between braces',
      'image: { registry: quay.io, repository: jetstack/x, tag: v1 }',
      'image: { registry: downloads.example.org, repository: cm/x, tag: v1 }',
    ],
    [
      'in JSON',
      '{\n  "image": {\n    "registry": "quay.io",\n    "repository": "jetstack/x"\n  }\n}\n',
      '{\n  "image": {\n    "registry": "downloads.example.org",\n    "repository": "cm/x"\n  }\n}\n',
    ],
    [
      'in JSON on one line',
      '{"a":{"image":{"registry":"quay.io","repository":"jetstack/x","s":{}}}}',
      '{"a":{"image":{"registry":"downloads.example.org","repository":"cm/x","s":{}}}}',
    ],
    [
      'in JSON in a string',
      `v: "{\\"registry\\":\\"quay.io\\",\\"repository\\":\\"jetstack/x\\"}"`,
      `v: "{\\"registry\\":\\"downloads.example.org\\",\\"repository\\":\\"cm/x\\"}"`,
    ],
    [
      'in lines in a string',
      '"description": "For example:\\nregistry: quay.io\\nrepository: jetstack/x\\nDeprecated."',
      '"description": "For example:\\nregistry: downloads.example.org\\nrepository: cm/x\\nDeprecated."',
    ],
    [
      'in the defaults of a schema',
      '"registry": {\n  "type": "string",\n  "default": "quay.io"\n},\n"repository": {\n  "default": "jetstack/x"\n}\n',
      '"registry": {\n  "type": "string",\n  "default": "downloads.example.org"\n},\n"repository": {\n  "default": "cm/x"\n}\n',
    ],
    [
      'in the defaults of a schema, each on a line',
      '{\n  "properties": {\n    "registry": { "type": "string", "default": "quay.io" },\n    "repository": { "type": "string", "default": "jetstack/x" }\n  }\n}\n',
      '{\n  "properties": {\n    "registry": { "type": "string", "default": "downloads.example.org" },\n    "repository": { "type": "string", "default": "cm/x" }\n  }\n}\n',
    ],
    [
      'in the defaults of a schema between braces',
      'properties:\n  registry: {type: string, default: quay.io}\n  repository: {default: jetstack/x}\n',
      'properties:\n  registry: {type: string, default: downloads.example.org}\n  repository: {default: cm/x}\n',
    ],
    [
      'in the defaults of a schema, both on a line',
      '{\n  "properties": { "registry": { "default": "quay.io" }, "repository": { "default": "jetstack/x" } }\n}\n',
      '{\n  "properties": { "registry": { "default": "downloads.example.org" }, "repository": { "default": "cm/x" } }\n}\n',
    ],
    [
      'in the defaults of a schema by full names',
      '  "helm-values.imageNamespace": {\n    "default": "jetstack"\n  },\n  "helm-values.imageRegistry": {\n    "default": "quay.io"\n  }\n',
      '  "helm-values.imageNamespace": {\n    "default": "cm"\n  },\n  "helm-values.imageRegistry": {\n    "default": "downloads.example.org"\n  }\n',
    ],
    [
      'as parameters of a release',
      'parameters:\n  - name: image.registry\n    value: quay.io\n  - name: image.repository\n    value: jetstack/x\n',
      'parameters:\n  - name: image.registry\n    value: downloads.example.org\n  - name: image.repository\n    value: cm/x\n',
    ],
    [
      'as flags',
      'helm upgrade x y \\\n  --set image.registry=quay.io \\\n  --set "image.repository=jetstack/x"\n',
      'helm upgrade x y \\\n  --set image.registry=downloads.example.org \\\n  --set "image.repository=cm/x"\n',
    ],
    [
      'as one flag',
      'helm upgrade x y --set image.registry=quay.io,image.repository=jetstack/x,replicas=1',
      'helm upgrade x y --set image.registry=downloads.example.org,image.repository=cm/x,replicas=1',
    ],
    [
      'as variables',
      'CONTROLLER_REGISTRY=quay.io\nCONTROLLER_REPOSITORY=jetstack/x\nOTHER_REGISTRY=quay.io\nOTHER_REPOSITORY=other/x\n',
      'CONTROLLER_REGISTRY=downloads.example.org\nCONTROLLER_REPOSITORY=cm/x\nOTHER_REGISTRY=quay.io\nOTHER_REPOSITORY=other/x\n',
    ],
    [
      'in HCL',
      'image {\n  registry   = "quay.io"\n  repository = "jetstack/x"\n}\n',
      'image {\n  registry   = "downloads.example.org"\n  repository = "cm/x"\n}\n',
    ],
    [
      'around a template',
      'image:\n  registry: quay.io\n{{- if .Values.x }}\n  repository: jetstack/x\n{{- end }}\n',
      'image:\n  registry: downloads.example.org\n{{- if .Values.x }}\n  repository: cm/x\n{{- end }}\n',
    ],
    [
      'above all images that take it',
      'image:\n  registry: quay.io\n  controller:\n    repository: jetstack/a\n  webhook:\n    repository: jetstack/b\n',
      'image:\n  registry: downloads.example.org\n  controller:\n    repository: cm/a\n  webhook:\n    repository: cm/b\n',
    ],
    [
      'with Windows line ends',
      'image:\r\n  registry: quay.io\r\n  repository: jetstack/x\r\n',
      'image:\r\n  registry: downloads.example.org\r\n  repository: cm/x\r\n',
    ],
    [
      'in every item of a list',
      '- registry: quay.io\n  repository: jetstack/a\n- registry: quay.io\n  repository: other/b\n',
      '- registry: downloads.example.org\n  repository: cm/a\n- registry: quay.io\n  repository: other/b\n',
    ],
  ])('are both changed %s', (_where, before, after) => {
    expect(rewrite('values.yaml', before, WITH_PATH)).toEqual({ text: after, left: [] })
    expect(rewrite('values.yaml', after, WITH_PATH)).toEqual({ text: after, left: [] })
  })

  it('are both changed in what a page says of a chart', () => {
    const headings =
      '#### **imageRegistry** ~ `string`\n> Default value:\n> ```yaml\n> quay.io\n> ```\n\n#### **imageNamespace** ~ `string`\n> Default value:\n> ```yaml\n> jetstack\n> ```\n'
    expect(rewrite('README.md', headings, WITH_PATH).text).toBe(
      headings.replace('> quay.io', '> downloads.example.org').replace('> jetstack', '> cm'),
    )
    const rows =
      '| a.image.registry | string | `"quay.io"` | the registry |\n| a.image.repository | string | `"jetstack/x"` | the path |\n'
    expect(rewrite('README.md', rows, WITH_PATH).text).toBe(
      rows.replace('quay.io', 'downloads.example.org').replace('jetstack', 'cm'),
    )
  })

  it('leave a namespace empty where the new home has no path and the key is there for it', () => {
    expect(rewrite('values.yaml', 'imageRegistry: quay.io\nimageNamespace: jetstack\n').text).toBe(
      'imageRegistry: downloads.example.org\nimageNamespace: ""\n',
    )
    expect(
      rewrite('values.schema.json', '"imageRegistry": "quay.io",\n"imageNamespace": "jetstack"\n').text,
    ).toBe('"imageRegistry": "downloads.example.org",\n"imageNamespace": ""\n')
    expect(rewrite('a.env', 'REGISTRY=quay.io\nORG=jetstack\n')).toEqual({
      text: 'REGISTRY=quay.io\nORG=jetstack\n',
      left: ['hand-empty quay.io', 'hand-empty jetstack'],
    })
  })

  it('go by a registry with a path, too', () => {
    const text = 'image:\n  registry: quay.io/team\n  repository: jetstack/x\n'
    expect(rewrite('a.yaml', text, ['quay.io/team/jetstack=d.example.org/cm']).text).toBe(
      'image:\n  registry: d.example.org\n  repository: cm/x\n',
    )
  })

  it.each([
    [
      'of several homes',
      'image:\n  registry: quay.io\n  a:\n    repository: jetstack/a\n  b:\n    repository: other/b\n',
      ['hand-shared quay.io', 'hand-shared jetstack/a'],
    ],
    ['alone', 'global:\n  imageRegistry: quay.io\n# of jetstack\n', ['hand-registry quay.io']],
    ['elsewhere', 'image:\n  repository: jetstack/x\n', ['hand-path jetstack/x']],
  ])('are left to a person where the registry is %s', (_where, text, left) => {
    expect(rewrite('values.yaml', text)).toEqual({ text, left })
  })

  // The half of a name that is changed alone breaks it.
  it.each([
    [
      'a.go',
      'const (\n\tregistry = "quay.io"\n\torg      = "jetstack"\n)\nvar l = Image{\n\tRegistry:   "quay.io",\n\tRepository: "jetstack/x",\n}\n',
    ],
    ['a.env', 'export REGISTRY=quay.io\nexport ORG=jetstack\n'],
    ['defs.bzl', 'pull(\n    registry = "quay.io",\n    repository = "jetstack/base",\n)\n'],
  ])('are both changed wherever they are in %s', (path, text) => {
    const { text: after } = rewrite(path, text, WITH_PATH)
    expect(after).toBe(text.replaceAll('quay.io', 'downloads.example.org').replaceAll('jetstack', 'cm'))
  })

  it.each([
    [
      'Makefile',
      'REGISTRY ?= quay.io\nORG := jetstack\nIMG := $(REGISTRY)/jetstack/x\n',
      ['hand-joined quay.io', 'hand-joined jetstack', 'hand-path jetstack'],
    ],
    [
      'a.yaml',
      'registry: quay.io\nrepository: jetstack/x\nother: "{{ registry }}/other/y"\n',
      ['hand-joined quay.io', 'hand-joined jetstack/x'],
    ],
    [
      'a.yaml',
      'imageRegistry: quay.io\nhub: ghcr.io\nrepository: jetstack/x\n',
      ['hand-shared quay.io', 'hand-shared ghcr.io', 'hand-shared jetstack/x'],
    ],
    [
      '.github/workflows/a.yaml',
      'env:\n  REGISTRY: quay.io\n  IMAGE_NAME: jetstack/x\nsteps:\n  - uses: docker/build-push-action@v6\n',
      ['published quay.io', 'published jetstack/x'],
    ],
    ['a.go', 'x := path.Join("quay.io", "jetstack", "x") // image', ['hand-path jetstack']],
  ])('are left to a person where other lines go by them, in %s: %s', (path, text, left) => {
    expect(rewrite(path, text, WITH_PATH)).toEqual({ text, left })
  })

  it.each([
    ['another registry', 'image:\n  registry: ghcr.io\n  repository: jetstack/x\n'],
    ['another path', 'image:\n  registry: quay.io\n  repository: prometheus/x\nteam: jetstack\n'],
    ['a path that only begins alike', 'image:\n  registry: quay.io\n  repository: jetstack-foo/x\n'],
    ['source code', '  - uses: actions/checkout@v6\n    with:\n      repository: jetstack/x\n'],
    ['a login', '  with:\n    registry: quay.io\n    username: jetstack\n    password: x\n'],
    [
      'a comment beside other keys',
      'image:\n  # registry: quay.io\n  registry: ghcr.io\n  repository: jetstack/x\n',
    ],
  ])('are left alone with %s', (_what, text) => {
    expect(rewrite('a.yaml', text, [MAP]).text).toBe(text)
  })
})
