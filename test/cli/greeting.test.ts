import { describe, expect, it } from 'vitest'
import { greeting } from '../../cli/local/greeting.ts'
import { parseUpstreams, standInUpstream } from '../../cli/local/upstream.ts'

const run = {
  gatewayUrl: 'http://localhost:8787',
  storedUpstream: null,
  stateFlag: '',
  demo: false,
  auth: 'anonymous' as const,
}

describe('what `npm start` says', () => {
  it('names what to pull, where to look and how to stop', () => {
    const text = greeting({ ...run, upstreams: standInUpstream('http://127.0.0.1:5050') })
    expect(text).toContain('local     http://127.0.0.1:5050/jetstack (the stand-in registry)')
    expect(text).toContain('docker pull localhost:8787/cert-manager-controller:v1.19.0')
    expect(text).toContain('http://localhost:8787/api/v1/status')
    expect(text).toContain('Ctrl-C')
  })

  it('says in token mode what is private, and for whom', () => {
    const upstreams = standInUpstream('http://127.0.0.1:5050')
    const text = greeting({ ...run, auth: 'token', upstreams })
    expect(text).toContain(
      'Private is cert-manager-webhook; the user is maintainer, the password is local-only',
    )
    expect(text).toContain('docker login localhost:8787 --username maintainer --password local-only')
    expect(greeting({ ...run, upstreams })).not.toContain('docker login')
    const others = greeting({ ...run, auth: 'token', upstreams: parseUpstreams(['https://quay.io']) })
    expect(others).toContain('docker login localhost:8787 with an account of the registry')
    expect(others).not.toContain('local-only')
  })

  it('shows how to switch to the second upstream, of the state in use', () => {
    const upstreams = parseUpstreams(['http://127.0.0.1:5000/one', 'https://quay.io'])
    const text = greeting({ ...run, upstreams, stateFlag: '--persist-to /tmp/state ' })
    expect(text).toContain('kv key put --local --binding CONFIG --persist-to /tmp/state upstream second')
    expect(text).toContain('second    https://quay.io\n')
  })

  it('says of a demo what it is, and of nothing else', () => {
    const upstreams = parseUpstreams(['https://quay.io'])
    expect(greeting({ ...run, upstreams, demo: true })).toMatch(/demo.* made up/)
    expect(greeting({ ...run, upstreams })).not.toMatch(/demo|made up/)
  })

  it.each([
    [{ name: 'second', kept: true }, /Active upstream: +second, as switched in an earlier run/],
    [{ name: 'quay', kept: false }, /Active upstream: +first; "quay" of an earlier run .* forgotten/],
  ])('says what became of an earlier switch: %j', (storedUpstream, sentence) => {
    expect(greeting({ ...run, storedUpstream, upstreams: parseUpstreams(['https://quay.io']) })).toMatch(
      sentence,
    )
  })
})
