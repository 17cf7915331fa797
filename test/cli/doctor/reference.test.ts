// What docker takes for an image, and what a person means by it.
import { describe, expect, it } from 'vitest'
import { parseImageReference } from '../../../cli/doctor/reference.ts'

describe('an image reference', () => {
  it.each([
    ['alpine', 'https://registry-1.docker.io', 'library/alpine', 'latest'],
    ['docker.io/jetstack/a:v1', 'https://registry-1.docker.io', 'jetstack/a', 'v1'],
    ['quay.io/jetstack/a', 'https://quay.io', 'jetstack/a', 'latest'],
    ['localhost:5000/a:v1', 'http://localhost:5000', 'a', 'v1'],
    ['registry.example:5000/a/b', 'https://registry.example:5000', 'a/b', 'latest'],
    [`quay.io/a:v1@sha256:${'a'.repeat(64)}`, 'https://quay.io', 'a', `sha256:${'a'.repeat(64)}`],
    [`quay.io/a@sha256:${'a'.repeat(64)}`, 'https://quay.io', 'a', `sha256:${'a'.repeat(64)}`],
    ['docker://quay.io/a:v1', 'https://quay.io', 'a', 'v1'],
    ['oci://quay.io/charts/a:v1', 'https://quay.io', 'charts/a', 'v1'],
  ])('%s', (text, origin, repository, reference) => {
    const isDefault = reference === 'latest'
    expect(parseImageReference(text)).toEqual({ origin, repository, reference, isDefault })
  })

  it('that says latest itself is taken at its word', () => {
    expect(parseImageReference('quay.io/a:latest')).toMatchObject({ reference: 'latest', isDefault: false })
  })

  it.each([
    'localhost:8787',
    'localhost',
    'downloads.example.org',
    'downloads.example.org:443',
    '127.0.0.1:5000',
  ])('%s is a host without an image, which docker would take for one of Docker Hub', (text) => {
    expect(parseImageReference(text)).toBe(`name the image behind the host as well, such as ${text}/NAME:TAG`)
  })

  it.each(['docker.io/a.b', 'a:v1.19.0', 'localhost:v1'])('%s is one, of Docker Hub', (text) => {
    expect(parseImageReference(text)).toMatchObject({ origin: 'https://registry-1.docker.io' })
  })

  it.each(['', 'Alpine', 'quay.io/a:', 'quay.io/a@sha256:1', 'quay.io/'])('%s is none', (text) => {
    expect(parseImageReference(text)).toBeTypeOf('string')
  })
})
