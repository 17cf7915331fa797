import { describe, expect, it } from 'vitest'
import { parseChallenge } from '../../src/oci/challenge.ts'
import { pageQuery, rewriteNextLink } from '../../src/oci/link.ts'
import {
  DOCKER_LIST,
  DOCKER_MANIFEST,
  OCI_INDEX,
  OCI_MANIFEST,
  manifestAcceptOf,
} from '../../src/oci/media-type.ts'

describe('parseChallenge', () => {
  const quay = { scheme: 'bearer', realm: 'https://quay.io/v2/auth', service: 'quay.io', error: null }
  it.each([
    ['Bearer realm="https://quay.io/v2/auth",service="quay.io"', quay],
    ['Bearer service="quay.io", scope="repository:a,b:pull" , realm="https://quay.io/v2/auth"', quay],
    ['bearer realm=https://quay.io/v2/auth, service=quay.io', quay],
    [
      'Bearer realm="https://x.io/t",error="invalid_token"',
      { scheme: 'bearer', realm: 'https://x.io/t', service: null, error: 'invalid_token' },
    ],
    ['Basic realm="Registry"', { scheme: 'basic' }],
    ['Bearer service="quay.io"', null],
    ['Negotiate', null],
    ['', null],
    [null, null],
  ])('reads %s', (header, expected) => expect(parseChallenge(header)).toEqual(expected))
})

describe('rewriteNextLink', () => {
  it.each([
    ['</v2/jetstack/x/tags/list?n=2&last=v1>; rel="next"', '</v2/x/tags/list?n=2&last=v1>; rel="next"'],
    [
      '<https://quay.io/v2/jetstack/x/tags/list?last=v1&n=2>; rel="next"',
      '</v2/x/tags/list?n=2&last=v1>; rel="next"',
    ],
    [
      '<https://quay.io/v2/j/x/tags/list?next_page=ab%2Bc>; rel=next',
      '</v2/x/tags/list?next_page=ab%2Bc>; rel="next"',
    ],
    [
      '<https://a/>; rel="prev", </v2/j/x/tags/list?last=v9>; rel="next"',
      '</v2/x/tags/list?last=v9>; rel="next"',
    ],
    ['</v2/j/x/tags/list?last=v1&token=secret>; rel="next"', '</v2/x/tags/list?last=v1>; rel="next"'],
    ['</v2/j/x/tags/list?last=v1>', null],
    ['</v2/j/x/tags/list?unknownCursor=abc>; rel="next"', null],
    ['<https://[bad>; rel="next"', null],
    ['</v2/j/x/tags/list?last=v9>; title="a,b"; rel="next"', '</v2/x/tags/list?last=v9>; rel="next"'],
    ['nonsense', null],
    [null, null],
  ])('%s becomes %s', (link, expected) => expect(rewriteNextLink(link, '/v2/x/tags/list')).toBe(expected))
})

describe('pageQuery', () => {
  it('keeps what is about pages and drops the rest, such as the ns of containerd', () => {
    const parameters = new URLSearchParams('ns=quay.io&last=v1&n=3&x=y')
    expect(pageQuery(parameters)).toBe('?n=3&last=v1')
    expect(pageQuery(new URLSearchParams('ns=quay.io'))).toBe('')
  })
})

describe('manifestAcceptOf', () => {
  const standard = [OCI_INDEX, OCI_MANIFEST, DOCKER_LIST, DOCKER_MANIFEST].join(', ')
  it.each([
    [null, standard],
    ['*/*', standard],
    ['application/json', standard],
    ['application/vnd.docker.distribution.manifest.v1+json', standard],
    // containerd and docker, to the letter and in random order.
    [`${DOCKER_MANIFEST}, ${DOCKER_LIST}, ${OCI_MANIFEST}, ${OCI_INDEX}, */*`, standard],
    [`${OCI_INDEX},${DOCKER_LIST},${DOCKER_MANIFEST},${OCI_MANIFEST}`, standard],
    [`${OCI_MANIFEST}, */*`, OCI_MANIFEST],
    [`${DOCKER_MANIFEST};q=0.9`, DOCKER_MANIFEST],
    [`${DOCKER_MANIFEST}, ${DOCKER_LIST};q=0`, DOCKER_MANIFEST],
  ])('%s asks for %s', (accept, expected) => expect(manifestAcceptOf(accept).header).toBe(expected))
})
