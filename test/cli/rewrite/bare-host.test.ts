import { describe, expect, it } from 'vitest'
import { rewrite } from './rewriting.ts'

describe('hosts that stand alone', () => {
  it.each([
    ['a.go', 'x := path.Join("quay.io", "jetstack", "foo")\n', ['hand-registry quay.io']],
    ['a.js', 'const x = "quay.io" + "/jetstack/x"\n', ['hand-registry quay.io']],
    ['a.go', 'x := fmt.Sprintf("%s/jetstack/x", "quay.io")\n', ['hand-registry quay.io']],
    [
      '_helpers.tpl',
      '{{- $r := default "quay.io" .Values.r -}}\n{{- $p := default "jetstack/x" .Values.p -}}\n',
      ['hand-registry quay.io'],
    ],
    [
      'questions.yaml',
      '- variable: image.registry\n  default: quay.io\n- variable: image.repository\n  default: jetstack/x\n',
      ['hand-registry quay.io'],
    ],
    ['README.md', 'imageRegistry | quay.io\nimageRepository | `jetstack/x`\n', ['hand-registry quay.io']],
  ])('are reported where code or a page joins them, in %s: %s', (path, text, left) => {
    expect(rewrite(path, text)).toEqual({ text, left })
  })

  it('are reported beside a name that is rewritten, in a row of a table of tests', () => {
    const row = (name: string): string => `{"${name}:v1", "quay.io", "jetstack/x", "v1"},`
    expect(rewrite('a_test.go', row('quay.io/jetstack/x'))).toEqual({
      text: row('downloads.example.org/x'),
      left: ['hand-registry quay.io'],
    })
  })

  it.each([
    ['templates/x.yaml', 'image: "quay.io/{{ .Values.image.repository }}:{{ .Values.image.tag }}"\n'],
    ['templates/x.yaml', 'image: {{ printf "quay.io/%s:%s" .Values.image.repository .Values.image.tag }}\n'],
    ['templates/x.yaml', 'image: {{ .Values.r | default "quay.io" }}/{{ .Values.p }}\n'],
    ['_helpers.tpl', '{{- default "quay.io" .Values.image.registry -}}\n'],
    ['a.sh', 'IMG=quay.io/${ORG}/x\n'],
    ['a.sh', 'skopeo inspect "docker://quay.io/$ORG/x"\n'],
    ['Makefile', 'IMG := quay.io/$(ORG)/x\n'],
    ['a.go', 'x := fmt.Sprintf("quay.io/%s/x", org)\n'],
    ['a.go', 'x := "quay.io/" + org\n'],
    ['a.py', 'x = f"quay.io/{org}/x"\n'],
    ['README.md', '```sh\nhelm install --set image=quay.io/${ORG}/x\n```\n'],
  ])('are reported before what is filled in, whatever else is in the file, in %s: %s', (path, text) => {
    const { text: after, left } = rewrite(path, text)
    expect([after, left]).toEqual([text, ['hand-registry quay.io']])
  })

  it.each([
    ['a web page', 'open "https://quay.io/${ORG}/x"\n'],
    ['a part of another address', 'mirror.example.com/quay.io/${ORG}/x\n'],
    ['another host', 'my-quay.io/${ORG}/x\n'],
    ['a remark', '# say quay.io/$ORG/x here\n'],
    ['a login', 'docker login -u "$U" quay.io/${ORG}\n'],
    ['another name', 'docker pull quay.io/prometheus/x\n'],
  ])('are not reported before what is filled in for %s', (_what, text) => {
    expect(rewrite('a.sh', text)).toEqual({ text, left: [] })
  })

  it('are told to be pushed to before what is filled in', () => {
    const text = 'docker push quay.io/${ORG}/x\n'
    expect(rewrite('a.sh', text)).toEqual({ text, left: ['published quay.io'] })
  })

  it.each([
    ['a login', 'docker login "quay.io"\nORG="jetstack"\n'],
    ['another path', 'pull("quay.io", "prometheus/x")\nteam("jetstack")\n'],
    ['another key', 'a:\n  registry: "quay.io"\n  repository: "prometheus/x"\nteam: "jetstack"\n'],
    ['a sentence', 'Get it from the `quay.io` page of the `jetstack` team.\n'],
    ['no path', 'host("quay.io")\n// of jetstack: see github.com/jetstack/x\n'],
  ])('are not reported for %s', (_what, text) => {
    expect(rewrite('a.sh', text)).toEqual({ text, left: [] })
  })
})
