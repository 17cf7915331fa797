import { describe, expect, it } from 'vitest'
import { BY_TAG, CONTROLLER, standIn } from './fixture.ts'
import type { RequestLog } from './request-log.ts'

const put = (value: unknown) => ({ method: 'PUT', body: JSON.stringify(value) })

describe('/_stand-in/requests', () => {
  it('tells what was asked, without the credentials, and forgets', async () => {
    const { ask } = await standIn()
    await ask(`${BY_TAG}?ns=x`, {
      authorization: 'Bearer secret',
      'user-agent': 'containerd/2.0',
      accept: 'a/b',
    })
    const log = await (await ask('/_stand-in/requests')).json<RequestLog>()
    expect(log).toEqual({
      counts: { manifest: 1 },
      requests: [
        {
          kind: 'manifest',
          method: 'GET',
          origin: 'https://registry.test',
          path: BY_TAG,
          query: 'ns=x',
          status: 404,
          authorization: 'bearer',
          accept: 'a/b',
          userAgent: 'containerd/2.0',
        },
      ],
    })
    const after = await ask('/_stand-in/requests', {}, { method: 'DELETE' })
    expect(await after.json()).toEqual({ counts: {}, requests: [] })
  })
})

describe('/_stand-in/switches', () => {
  it('changes some and keeps the others', async () => {
    const { ask, registry } = await standIn({ blobs: 'bytes' })
    const answer = await ask('/_stand-in/switches', {}, put({ auth: 'token' }))
    expect(answer.status).toBe(200)
    expect(registry.switches()).toMatchObject({ auth: 'token', blobs: 'bytes' })
    expect((await ask(BY_TAG)).status).toBe(401)
  })

  it.each([
    [{ auth: 'sometimes' }],
    [{ no: 'such switch' }],
    [{ failures: [{ on: [], as: 'hang' }] }],
    ['text'],
  ])('refuses %j and says why', async (patch) => {
    const { ask, registry } = await standIn()
    const before = registry.switches()
    const answer = await ask('/_stand-in/switches', {}, put(patch))
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('cannot be set')])
    expect(registry.switches()).toEqual(before)
  })
})

describe('/_stand-in/content', () => {
  it('describes what is held', async () => {
    const { ask, registry } = await standIn()
    expect(await (await ask('/_stand-in/content')).json()).toEqual(registry.content)
    expect(registry.content.repositories.map(({ name }) => name)).toContain(CONTROLLER)
  })
})
