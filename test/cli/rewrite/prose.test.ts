import { describe, expect, it } from 'vitest'
import { MAP, rewrite } from './rewriting.ts'

describe('what is pushed or published', () => {
  it.each([
    ['a.sh', 'docker push quay.io/jetstack/x:v1'],
    ['a.sh', 'helm push x.tgz oci://quay.io/jetstack/charts'],
    ['a.sh', 'cosign sign --key k \\\n  --tlog-upload=false \\\n  quay.io/jetstack/x:$V'],
    ['a.sh', 'docker buildx build -t quay.io/jetstack/x --push .'],
    ['a.sh', 'crane copy $FROM quay.io/jetstack/x:v1'],
    ['a.sh', 'IMG="quay.io/jetstack/x"\ndocker push "${IMG}:v1"'],
    ['a.sh', 'docker manifest create --amend quay.io/jetstack/x:v1 $IMAGES'],
    ['a.sh', 'docker manifest annotate $LIST quay.io/jetstack/x-arm64:v1'],
    ['a.sh', 'docker buildx imagetools create \\\n  -t quay.io/jetstack/x:v1 $IMAGES'],
    ['cloudbuild.yaml', '_PUBLISHED_IMAGE_REPO: quay.io/jetstack'],
    ['.goreleaser.yml', "- 'quay.io/jetstack/x:{{ .Tag }}'"],
    [
      '.github/workflows/r.yaml',
      '- name: Build\n  uses: docker/build-push-action@v6\n  with:\n    tags: quay.io/jetstack/x:v1',
    ],
    ['Makefile', 'IMG ?= quay.io/jetstack/x:v1\npush:\n\t$(CONTAINER_TOOL) push ${IMG}\n'],
    ['.semaphore/push-images/x.yml', 'value: quay.io/jetstack docker.io/x'],
    ['hack/release-utility-images.sh', 'REPO="${REPO:-quay.io/jetstack}"'],
    ['Makefile', 'R ?= quay.io/jetstack\nIMG := $(R)/x\nLIST = $(IMG):v1\n\tdocker push $(LIST)\n'],
    [
      '.github/workflows/r.yaml',
      '- uses: redhat-actions/push-to-registry@v2\n  with:\n    registry: quay.io/jetstack\n    image: x',
    ],
    ['RELEASE.md', '- *Images* are published to `quay.io/jetstack/x`.'],
    ['Makefile', 'export KO_DOCKER_REPO=quay.io/jetstack'],
  ])('stays in %s: %s', (path, text) => {
    const { text: after, left } = rewrite(path, text)
    expect(after).toBe(text)
    expect(left).toEqual(['published quay.io/jetstack'])
  })

  it('stays where it is built for that, too', () => {
    const text = 'docker build -t quay.io/jetstack/x:v1 .\ndocker push quay.io/jetstack/x:v1\n'
    expect(rewrite('a.sh', text).text).toBe(text)
    expect(rewrite('a.sh', 'docker build -t quay.io/jetstack/x:v1 .').text).toContain(
      'downloads.example.org/x:v1',
    )
  })

  it('stays in parts, too, where they are put together to be pushed', () => {
    const text =
      'REGISTRY ?= quay.io\nREPO ?= jetstack/x\nIMAGE ?= $(REGISTRY)/$(REPO)\npush:\n\t$(DOCKER) push $(IMAGE):v1\n'
    for (const maps of [[MAP], [MAP, 'quay.io=m.example.org']]) {
      expect(rewrite('Makefile', text, maps)).toEqual({
        text,
        left: ['published quay.io', 'published jetstack/x'],
      })
    }
  })

  it('is only the last argument of a copy', () => {
    expect(rewrite('a.sh', 'crane copy quay.io/jetstack/x:1 quay.io/jetstack/x:2').text).toBe(
      'crane copy downloads.example.org/x:1 quay.io/jetstack/x:2',
    )
    expect(rewrite('a.md', '`crane copy quay.io/jetstack/x:1 <target>`').text).toBe(
      '`crane copy downloads.example.org/x:1 <target>`',
    )
    expect(rewrite('a.sh', 'crane copy org/x:1 org/x:2', ['docker.io/org=d.example.org'])).toEqual({
      text: 'crane copy d.example.org/x:1 org/x:2',
      left: ['published org'],
    })
  })

  it.each([
    'docker run --publish 8080:80 quay.io/jetstack/x',
    'docker run --publish=80/tcp -d quay.io/jetstack/x',
    'docker run --publish "$PORT:80" \\\n  quay.io/jetstack/x',
    'docker run --publish-all quay.io/jetstack/x',
    'docker buildx imagetools create -t registry.example/x quay.io/jetstack/x',
  ])('is not what runs with a port that is published, or what a list is made of: %s', (text) => {
    expect(rewrite('a.sh', text)).toEqual({
      text: text.replace('quay.io/jetstack', 'downloads.example.org'),
      left: [],
    })
  })
})

describe('prose', () => {
  it.each([
    'Images used to live at `quay.io/jetstack/x`.',
    'We moved from quay.io/jetstack to our own.',
    'All images are in `quay.io/jetstack`.',
    'The image quay.io/jetstack/x is no longer built.',
    'Pull downloads.example.org/foo and not quay.io/jetstack/foo.',
    'Change `quay.io/jetstack/x` to `downloads.example.org/x`.',
    'To migrate from quay.io/jetstack/foo, see below.',
    'The old paths (`quay.io/jetstack/x`) go on working.',
    'Before v1.12 the image was `quay.io/jetstack/x`.',
    'Previously: `quay.io/jetstack/x`.',
    'It was `quay.io/jetstack/x:v1`.',
    'was: quay.io/jetstack/x',
    'Images were at **quay.io/jetstack/x**.',
    'Use quay.io/jetstack/x until v1.5.',
    '| moved | was `quay.io/jetstack/x` |',
  ])('that speaks of the old home is left alone: %s', (text) => {
    expect(rewrite('docs/install.md', text)).toEqual({ text, left: [expect.stringMatching(/^mention /)] })
    expect(rewrite('a.go', `// ${text}`).text).toBe(`// ${text}`)
  })

  it.each([
    ['- `quay.io/jetstack/cert-manager-webhook`', '- `downloads.example.org/cert-manager-webhook`'],
    [
      'Run `docker run quay.io/jetstack/x:<version> --help`.',
      'Run `docker run downloads.example.org/x:<version> --help`.',
    ],
    ['Set `--image-repo quay.io/jetstack`.', 'Set `--image-repo downloads.example.org`.'],
    ['Set `registry=quay.io/jetstack`.', 'Set `registry=downloads.example.org`.'],
    ['| `quay.io/jetstack/x` | &gt;= `v0.16` |', '| `downloads.example.org/x` | &gt;= `v0.16` |'],
    [
      '| `registry` | `"quay.io/jetstack"` | where from |',
      '| `registry` | `"downloads.example.org"` | where from |',
    ],
    ['| registry | quay.io/jetstack |', '| registry | downloads.example.org |'],
    ['The registry (default "quay.io/jetstack").', 'The registry (default "downloads.example.org").'],
    [':DockerOrg: quay.io/jetstack', ':DockerOrg: downloads.example.org'],
    ['Defaults to `quay.io/jetstack`.', 'Defaults to `downloads.example.org`.'],
    [
      'quay.io/jetstack/x is used to solve challenges.',
      'downloads.example.org/x is used to solve challenges.',
    ],
    ['The image used to solve it: quay.io/jetstack/x', 'The image used to solve it: downloads.example.org/x'],
    ['It is deprecated. Use quay.io/jetstack/x', 'It is deprecated. Use downloads.example.org/x'],
    ['| quay.io/jetstack/x | it was slow |', '| downloads.example.org/x | it was slow |'],
    ['It was easy: run quay.io/jetstack/x', 'It was easy: run downloads.example.org/x'],
    [
      '```yaml\n# it was hosted elsewhere\nregistry: quay.io/jetstack\n```',
      '```yaml\n# it was hosted elsewhere\nregistry: downloads.example.org\n```',
    ],
  ])('that says what to use is rewritten: %s', (before, after) => {
    expect(rewrite('README.md', before).text).toBe(after)
  })

  it('is rewritten where only another sentence, row, command or block names the new home', () => {
    const rest = '\n\n- `quay.io/jetstack/y`\n- `downloads.example.org/z`\n'
    const blocks =
      '\n    docker pull downloads.example.org/a\n    docker pull quay.io/jetstack/b\n\n```sh\ndocker tag quay.io/jetstack/c downloads.example.org/c\n```\n'
    const text = `See downloads.example.org/x. Run \`quay.io/jetstack/x\`.${rest}${blocks}`
    expect(rewrite('a.md', text)).toEqual({
      text: text.replaceAll('quay.io/jetstack', 'downloads.example.org'),
      left: [],
    })
  })

  it('is rewritten where the new home is only the beginning of the old one', () => {
    const maps = ['quay.io/jetstack/old=quay.io/jetstack']
    expect(rewrite('a.md', 'Run `quay.io/jetstack/old/x`.', maps).text).toBe('Run `quay.io/jetstack/x`.')
    const both = 'Change `quay.io/jetstack/old/x` to `quay.io/jetstack/x`.'
    expect(rewrite('a.md', both, maps).text).toBe(both)
  })

  it.each(['\n', ''])('is read by the items of lists in HTML, with %j between them', (between) => {
    const items = ['<ul>', '<li>Run quay.io/jetstack/x</li>', '<li>We moved from quay.io/jetstack/y</li>']
    const text = [...items, '<li class="a">quay.io/jetstack/z', '</ul>'].join(between)
    const after = text.replaceAll(/quay\.io\/jetstack(?=\/[xz])/g, 'downloads.example.org')
    expect(rewrite('a.html', text)).toEqual({ text: after, left: ['mention quay.io/jetstack'] })
    expect(rewrite('a.md', text).text).toBe(after)
  })

  it('is read by sentences that go over line ends', () => {
    const text = 'The images were\nhosted at `quay.io/jetstack/x`. Now run `quay.io/jetstack/y`.'
    expect(rewrite('a.md', text).text).toBe(text.replace('quay.io/jetstack/y', 'downloads.example.org/y'))
  })
})
