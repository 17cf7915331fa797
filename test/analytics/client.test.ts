import { describe, expect, it, vi } from 'vitest'
import { clientOf } from '../../src/analytics/client.ts'
import { createClientMemory } from '../../src/analytics/client-memory.ts'
import { CLIENTS } from '../../src/analytics/client-table.ts'
import { eventSchema } from '../../src/analytics/event.ts'
import { HOSTILE, KNOWN, UNKNOWN } from './user-agent.ts'

describe('clientOf', () => {
  it.each([...KNOWN, ...UNKNOWN, ...HOSTILE])('%j', (agent, name, version, kind, platform = '') => {
    expect(clientOf(agent)).toEqual({ name, version, class: kind, platform })
  })

  it('knows nothing of a request without a User-Agent', () => {
    expect(clientOf(null)).toEqual({ name: '', version: '', class: 'unknown', platform: '' })
  })

  it('fits an event, whatever it is given', () => {
    const { client, clientVersion, clientPlatform } = eventSchema.shape
    for (const [agent] of [...KNOWN, ...UNKNOWN, ...HOSTILE]) {
      const { name, version, platform } = clientOf(agent)
      expect(client.parse(name)).toMatch(/^[a-z0-9._-]*$/)
      expect(clientVersion.parse(version)).toMatch(/^(?:\d+(?:\.\d+){0,2})?$/)
      expect(version.length).toBeLessThanOrEqual(16)
      expect(clientPlatform.parse(platform)).toMatch(/^(?:[a-z0-9]+\/[a-z0-9]+(?:\/v\d)?)?$/)
    }
  })

  it('has a row of this test for every row of the table', () => {
    const firstMatches = new Set(
      KNOWN.concat(UNKNOWN).map(([agent]) => CLIENTS.find((row) => row.agent.test(agent))),
    )
    expect(CLIENTS.filter((row) => !firstMatches.has(row))).toEqual([])
  })
})

describe('the memory of User-Agents', () => {
  it('says the same as the table, again and again', () => {
    const clients = createClientMemory()
    for (const [agent] of [...KNOWN, ...UNKNOWN, ...HOSTILE, ...KNOWN])
      expect([agent, clients.of(agent)]).toEqual([agent, clientOf(agent)])
    expect(clients.of(null)).toEqual(clientOf(null))
  })

  it('looks at the table once for each, and every time for one that is too long to keep', () => {
    const clients = createClientMemory()
    const tried = vi.spyOn(RegExp.prototype, 'exec')
    const looks = (agent: string) => {
      const before = tried.mock.calls.length
      clients.of(agent)
      return tried.mock.calls.length > before
    }
    const long = `skopeo/1.2 ${'x'.repeat(600)}`
    const looked = [looks('skopeo/1.2'), looks('skopeo/1.2'), looks(long), looks(long)]
    tried.mockRestore()
    expect(looked).toEqual([true, false, true, true])
  })
})

describe('a User-Agent made to take long', () => {
  const LONG = 1_000_000
  it.each([
    ['docker/1 ' + ' os/'.repeat(LONG), 'docker'],
    ['docker/1 ' + 'os/a arch/'.repeat(LONG), 'docker'],
    ['docker/1' + '('.repeat(LONG), 'docker'],
    ['cri-o/1 ' + ' os/ arch/'.repeat(LONG), 'cri-o'],
    ['cosign/1 (' + '; '.repeat(LONG), 'cosign'],
    ['Nexus/1 (' + '; '.repeat(LONG), 'nexus'],
    ['containerd/' + '+unknown'.repeat(LONG), 'containerd'],
    ['containerd/' + '1.'.repeat(LONG), 'containerd'],
    ['Mozilla/' + ' bo'.repeat(LONG), 'browser'],
    ['Mozilla/' + 'powershell '.repeat(LONG), 'browser'],
    [' skopeo'.repeat(LONG), ''],
    ['/'.repeat(LONG) + 'grype go-containerregistry/', ''],
    ['a'.repeat(LONG), ''],
  ])('%.20s... is read like any other', (agent, name) => {
    // A hundred times, so that one that backtracks without bound does not end within the test's time.
    for (let times = 0; times < 100; times++) expect(clientOf(agent).name).toBe(name)
  })

  it('is read as far as 1,024 characters', () => {
    expect(clientOf(`${' '.repeat(1015)}skopeo/1.16.0`).version).toBe('1')
    expect(clientOf(`${' '.repeat(1024)}skopeo/1.16.0`).name).toBe('')
  })
})
