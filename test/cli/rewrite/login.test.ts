import { describe, expect, it } from 'vitest'
import { rewrite } from './rewriting.ts'

describe('a login', () => {
  it.each([
    ['config.json', '{"auths":{"quay.io/jetstack":{"auth":"c2VjcmV0"}}}'],
    ['config.json', '{\n  "auths": {\n    "ghcr.io": {},\n    "https://quay.io/jetstack": {}\n  }\n}'],
    ['secret.yaml', '  .dockerconfigjson: \'{"auths": {"quay.io/jetstack/x": {"username": "u"}}}\''],
    ['make.sh', 'echo "{\\"auths\\":{\\"quay.io/jetstack\\":{\\"auth\\":\\"$T\\"}}}" > config.json'],
    ['auths.yaml', 'auths:\n  quay.io/jetstack:\n    username: u\n'],
  ])('stays with the registry that it is for: %s %j', (path, text) => {
    const rewritten = rewrite(path, text)
    expect([rewritten.text, rewritten.left.map((one) => one.split(' ')[0])]).toEqual([text, ['login']])
  })

  it.each([
    ['map.yaml', 'images:\n  quay.io/jetstack/x:v1: y\n', 'images:\n  downloads.example.org/x:v1: y\n'],
    ['map.json', '{"quay.io/jetstack/x": {"tag": "v1"}}', '{"downloads.example.org/x": {"tag": "v1"}}'],
  ])('is no other key: %s %j', (path, text, expected) => {
    expect(rewrite(path, text).text).toBe(expected)
  })
})
