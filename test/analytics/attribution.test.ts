// Two artifacts can share layers: what is known of the one's says nothing of the other's.
import { beforeEach, expect, it } from 'vitest'
import { createLedger } from '../../src/analytics/ledger.ts'
import type { Fact, Message } from '../../src/analytics/message.ts'
import { HOUR_MS, NOON, countBy, edge, emptyLedger, event, ledger, messageOf, numberOf } from './store.ts'

const digest = (letter: string) => `sha256:${letter.repeat(64)}`
const [IMAGE, DEBUG_IMAGE, CONFIG] = [digest('1'), digest('2'), digest('3')]
const [BASE, BINARY, TOOLS] = [digest('a'), digest('b'), digest('c')]

beforeEach(emptyLedger)

const factOf = (fields: Partial<Fact>): Message => ({
  event: null,
  host: null,
  fact: {
    ...{ artifact: 'app', digest: IMAGE, role: 'image', config: CONFIG, layer: BINARY },
    ...{ others: [BASE], children: [] },
    ...fields,
  },
})
const DEBUG = factOf({
  ...{ artifact: 'app-debug', digest: DEBUG_IMAGE, config: digest('4') },
  ...{ layer: TOOLS, others: [BASE, BINARY] },
})

it('lets a download wait for its own manifest, though an image of another artifact has the layer in its middle', async () => {
  const download = event({ artifact: 'app', metric: 'download', tag: null, digest: BINARY })
  expect(await ledger.write(edge, [DEBUG, messageOf(download)], 0)).toEqual(new Set([download.id]))
  expect(await ledger.write(edge, [factOf({}), messageOf(download)], 0)).toEqual(new Set())
  expect(await countBy('metric', 'artifact')).toEqual({ 'download app': 1 })
})

it("knows at once that a blob is another one of the artifact's own image", async () => {
  const download = (blob: string) =>
    messageOf(event({ artifact: 'app', metric: 'download', tag: null, digest: blob }))
  expect(await ledger.write(edge, [factOf({}), download(BASE), download(CONFIG)], 0)).toEqual(new Set())
  expect(await numberOf('SELECT COUNT(*) AS n FROM event')).toBe(0)
})

it("does not look for an image's configuration where only a stranger's name for its layer is known", async () => {
  const asked: string[] = []
  const reading = createLedger((_edge, artifact) => {
    asked.push(artifact)
    return Promise.resolve('linux/arm64')
  })
  const stranger = event({ artifact: 'made-up', metric: 'download', tag: null, digest: BINARY })
  await reading.write(edge, [factOf({}), messageOf(stranger)])
  expect(asked).toEqual([])
  await reading.write(edge, [messageOf(event({ artifact: 'app', tag: null, digest: IMAGE }))])
  expect(asked).toEqual(['app'])
  expect(await countBy('metric', 'platform')).toEqual({ 'pull linux/arm64': 1 })
})

it('keeps of the first time that a tag was seen the hour alone', async () => {
  await ledger.write(edge, [messageOf(event({ artifact: 'app', tag: 'v1', digest: IMAGE, at: NOON + 1234 }))])
  expect(NOON % HOUR_MS).toBe(0)
  expect(await numberOf('SELECT first_seen AS n FROM tag')).toBe(NOON)
})
