import { describe, expect, it } from 'vitest'
import { digestOf } from './content/digest.ts'
import { standIn } from './fixture.ts'
import { networkOf } from './network.ts'
import { createRegistry } from './registry.ts'

describe('a network of stand-ins', () => {
  it('follows a redirect when asked to, without the credentials of the first host', async () => {
    const { registry, ask, blobPath, blobDigest } = await standIn()
    const answer = await ask(blobPath, { authorization: 'Bearer x' }, { redirect: 'follow' })
    expect(await digestOf(new Uint8Array(await answer.arrayBuffer()))).toBe(blobDigest)
    expect(registry.requests().requests.map(({ authorization }) => authorization)).toEqual(['bearer', 'none'])
  })

  it('keeps several registries apart and knows no other address', async () => {
    const [one, two] = await Promise.all(
      ['one', 'two'].map((name) =>
        createRegistry({
          origin: `https://${name}.test`,
          cdnOrigin: `https://cdn.${name}.test`,
          namespace: '',
        }),
      ),
    )
    if (one === undefined || two === undefined) throw new Error('two registries were asked for')
    const network = networkOf(one, two)
    expect((await network('https://two.test/v2/')).status).toBe(200)
    expect([one.requests().counts, two.requests().counts]).toEqual([{}, { ping: 1 }])
    await expect(network('https://three.test/v2/')).rejects.toThrow('no such address')
  })
})
