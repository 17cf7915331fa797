import { describe, expect, it } from 'vitest'
import { rewrite } from './rewriting.ts'

const MAPS = ['docker.io/org=d.example.org']

describe('a short name of Docker Hub', () => {
  it.each([
    ['image: org/x:v1', 'image: d.example.org/x:v1'],
    ['image: org/{{ .name }}:v1', 'image: d.example.org/{{ .name }}:v1'],
    ['- image: org/x:${TAG:-v1}', '- image: d.example.org/x:${TAG:-v1}'],
    ['images: [org/x, "org/y:v1"]', 'images: [d.example.org/x, "d.example.org/y:v1"]'],
    [
      'initImages:\n  - org/x\n  # and\n  - org/y',
      'initImages:\n  - d.example.org/x\n  # and\n  - d.example.org/y',
    ],
    ['docker run --rm org/x', 'docker run --rm d.example.org/x'],
    ['docker pull org/$NAME', 'docker pull d.example.org/$NAME'],
    ['docker service create --name a org/x', 'docker service create --name a d.example.org/x'],
    ['docker buildx imagetools inspect org/x', 'docker buildx imagetools inspect d.example.org/x'],
    ['kubectl run a --image=org/x', 'kubectl run a --image=d.example.org/x'],
    ['- --solver-image=org/x:v1', '- --solver-image=d.example.org/x:v1'],
    [
      'kubectl -n a set image deploy/a a=org/x:v1 b=org/y',
      'kubectl -n a set image deploy/a a=d.example.org/x:v1 b=d.example.org/y',
    ],
    [
      'docker --context c run -it -dp 80:80 -v `pwd`:/a -e "A=b c" $OPTIONS \\\n  --name=a org/x b',
      'docker --context c run -it -dp 80:80 -v `pwd`:/a -e "A=b c" $OPTIONS \\\n  --name=a d.example.org/x b',
    ],
  ])('is rewritten where it is an image: %s', (before, after) => {
    expect(rewrite('a.yaml', before, MAPS)).toEqual({ text: after, left: [] })
    expect(rewrite('a.yaml', after, MAPS).text).toBe(after)
  })

  it.each([
    ['`docker pull org/x`. The source is org/x.', '`docker pull d.example.org/x`. The source is org/x.'],
    ['Do docker pull org/x. The source is org/x.', 'Do docker pull d.example.org/x. The source is org/x.'],
    ['docker run --rm org/x:v1 verify org/y', 'docker run --rm d.example.org/x:v1 verify org/y'],
  ])('is rewritten only where it is one: %s', (before, after) => {
    expect(rewrite('a.md', before, MAPS)).toEqual({ text: after, left: [] })
  })

  it.each([
    'docker run --name a other/x org/y',
    'docker run --rm $IMAGE org/y',
    'docker run -v org/x:/data a',
    'docker compose run org/x',
    'docker volume create org/x',
    'kubectl set env deploy/a SOURCE=org/x',
    'tags: [org/x]',
    '- uses: actions/checkout@v6\n  with:\n    repository: org/x\n',
  ])('is not seen where it is something else: %s', (text) => {
    expect(rewrite('a.yaml', text, MAPS)).toEqual({ text, left: [] })
  })

  it.each(['images: [org/x]', 'image: org/{{ .name }}'])(
    'is left to a person where the file names a registry that may stand before it: %s',
    (line) => {
      const text = `registry: r.example.org\n${line}`
      expect(rewrite('a.yaml', text, MAPS)).toEqual({ text, left: ['hand-path org'] })
    },
  )
})
