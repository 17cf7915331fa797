import { describe, expect, it } from 'vitest'
import { greeting } from '../../cli/local/greeting.ts'
import { parseUpstreams, standInUpstream } from '../../cli/local/upstream.ts'

const run = { gatewayUrl: 'http://localhost:8787', storedUpstream: null, stateFlag: '', demo: false }

describe('what `npm start` says', () => {
  it('names what to pull, where to look and how to stop', () => {
    const text = greeting({ ...run, upstreams: standInUpstream('http://127.0.0.1:5050') })
    expect(text).toContain('local     http://127.0.0.1:5050/jetstack (the stand-in registry)')
    expect(text).toContain('docker pull localhost:8787/cert-manager-controller:v1.19.0')
    expect(text).toContain('http://localhost:8787/api/v1/status')
    expect(text).toContain('Ctrl-C')
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
