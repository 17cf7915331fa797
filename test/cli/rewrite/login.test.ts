import { describe, expect, it } from 'vitest'
import { rewrite } from './rewriting.ts'

describe('a login', () => {
  it.each([
    ['config.json', '{"auths":{"quay.io/jetstack":{"auth":"c2VjcmV0"}}}'],
    ['config.json', '{\n  "auths": {\n    "ghcr.io": {},\n    "https://quay.io/jetstack": {}\n  }\n}'],
    ['secret.yaml', '  .dockerconfigjson: \'{"auths": {"quay.io/jetstack/x": {"username": "u"}}}\''],
    ['make.sh', 'echo "{\\"auths\\":{\\"quay.io/jetstack\\":{\\"auth\\":\\"$T\\"}}}" > config.json'],
    ['auths.yaml', 'auths:\n  quay.io/jetstack:\n    username: u\n'],
    ['config.json', '{"credHelpers": {"gcr.io": "gcloud", "quay.io/jetstack": "h"}}'],
    ['config.yaml', 'credHelpers:\n  quay.io/jetstack: h\n'],
    ['a.sh', 'docker login quay.io/jetstack\n'],
    ['a.sh', 'echo "$T" | sudo podman login -u "a b" --password-stdin quay.io/jetstack && make\n'],
    ['a.sh', 'skopeo login --tls-verify=false \\\n  -p "$(pass show x)" -u $U quay.io/jetstack\n'],
    [
      '.github/workflows/a.yaml',
      '- run: echo ${{ secrets.T }} | docker login -u ${{ secrets.U }} --password-stdin quay.io/jetstack\n',
    ],
    ['a.go', 'exec.Command("docker", "login", "quay.io/jetstack")'],
    ['a.sh', 'crane auth login "quay.io/jetstack" -u u\n'],
    ['a.sh', 'docker --config ./d logout https://quay.io/jetstack\n'],
    ['Makefile', '\t$(DOCKER) login $(LOGIN_FLAGS) quay.io/jetstack\n'],
    ['README.md', 'Log in by `helm registry login quay.io/jetstack` first.\n'],
    ['a.sh', 'kubectl create secret docker-registry x --docker-server=https://quay.io/jetstack\n'],
    [
      '.github/workflows/a.yaml',
      '  - uses: docker/login-action@v3\n    with:\n      registry: quay.io/jetstack\n      username: u\n',
    ],
  ])('stays with the registry that it is for: %s %j', (path, text) => {
    const rewritten = rewrite(path, text)
    expect([rewritten.text, rewritten.left.map((one) => one.split(' ')[0])]).toEqual([text, ['login']])
  })

  it.each([
    ['the name of an image', 'docker login -u u quay.io; docker pull quay.io/jetstack/x'],
    ['what a sentence says', '# docker login is not needed for quay.io/jetstack/x'],
    [
      'another step',
      '- uses: docker/login-action@v3\n- uses: x/scan@v1\n  with:\n    registry: quay.io/jetstack\n',
    ],
    ['a word of it', 'image: quay.io/jetstack/login\nlogin: quay.io/jetstack/x\n'],
  ])('is not %s: %j', (_what, text) => {
    expect(rewrite('a.sh', text)).toEqual({
      text: text.replaceAll('quay.io/jetstack', 'downloads.example.org'),
      left: [],
    })
  })

  it.each([
    ['map.yaml', 'images:\n  quay.io/jetstack/x:v1: y\n', 'images:\n  downloads.example.org/x:v1: y\n'],
    ['map.json', '{"quay.io/jetstack/x": {"tag": "v1"}}', '{"downloads.example.org/x": {"tag": "v1"}}'],
  ])('is no other key: %s %j', (path, text, expected) => {
    expect(rewrite(path, text).text).toBe(expected)
  })
})
