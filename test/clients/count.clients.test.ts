// Real clients pull through the real product, and D1 has what that counts as: of each request, and of nothing else.
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Description } from '../registry/content/description.ts'
import type { Client, Driver } from './client.ts'
import { DRIVERS } from './driver.ts'
import { eventsDue, habitOf } from './habit.ts'
import { START_MS_MAX } from './part.ts'
import { isPossible } from './possible.ts'
import { startProduct } from './product.ts'
import { PULLS, imageOf } from './pull.ts'
import { type Recorder, startRecorder } from './recorder.ts'
import { DOCUMENT, documentWith, sectionOf } from './request-document.ts'
import { sequenceOf } from './sequence.ts'
import { NAMESPACE, startStandIn } from './stand-in.ts'
import { type Counted, type Tally, readTally } from './tally.ts'
import { type Visit, makeVisits } from './visit.ts'
import { createWorkspace } from './workspace.ts'

// The queue's batches wait for 5 s.
const COUNTED_MS_MAX = 20_000
const SHOWN = ['a multi-arch image by tag', 'a multi-arch image by digest', 'a single-arch image by tag']
// The other multi-arch image that is pulled by digest has a tag that nobody asks for.
const KNOWN = { what: 'a multi-arch image by a known digest', by: 'digest' } as const
const COUNTED = [...PULLS, ...PULLS.slice(0, 1).map((pull) => ({ ...pull, ...KNOWN }))]

const workspace = await createWorkspace()
let content: Description
let recorder: Recorder
let state: string
let eventsExplained = 0
const sections = new Map<string, string>()

beforeAll(async () => {
  const registry = await startStandIn(await workspace.folder('registry'), {})
  workspace.later(registry.stop)
  content = await registry.content()
  const folder = await workspace.folder('product')
  state = join(folder, 'state')
  const product = await startProduct(folder, { upstreams: [`${registry.url}/${NAMESPACE}`] })
  workspace.later(product.stop)
  recorder = await startRecorder(product.port)
  workspace.later(recorder.stop)
}, START_MS_MAX)
afterAll(() => workspace.cleanUp(), 120_000)

// docker comes last: it alone says which platform it is on, and the others must not need that.
for (const driver of DRIVERS.toReversed()) describe(driver.name, () => counts(driver))

it('counts nothing else, and nothing later', async () => {
  const { all, lost } = await tallyWhenComplete()
  expect(all).toHaveLength(eventsExplained)
  expect(lost).toEqual([])
})

it('is asked what docs/request-sequences.md says (npm run test:clients -- count --update writes it)', async () => {
  const names = DRIVERS.map(({ name }) => name)
  await expect(documentWith(sections, names)).toMatchFileSnapshot(DOCUMENT)
})

function counts(driver: Driver): void {
  if (!isPossible(driver)) return
  const habit = habitOf(driver.name)
  let client: Client
  let visits: Visit[]
  let tally: Tally
  beforeAll(async () => {
    client = await driver.start(await workspace.folder(driver.name))
    workspace.later(client.stop)
    visits = await makeVisits(client, COUNTED, { content, recorder })
    tally = await tallyWhenComplete()
    eventsExplained += visits.flatMap(({ asked }) => asked.flatMap(tally.of)).length
    sections.set(driver.name, sectionFor(visits, tally))
  }, START_MS_MAX)

  describe.each([
    { when: 'with nothing of it there', again: false },
    { when: 'with all of it there', again: true },
  ])('$when', ({ again }) => {
    it.each(COUNTED)('counts $what', (pull) => {
      const visit = visits.find((each) => each.pull === pull && each.again === again)
      if (visit === undefined) throw new Error('it was not pulled')
      expect(visit.asked.filter(({ userAgent }) => !client.userAgent.test(userAgent))).toEqual([])
      expect(visit.asked.filter((request) => tally.of(request).length > 1)).toEqual([])
      const due = eventsDue(habit, visit, imageOf(content, pull))
      expect(linesOf(visit.asked.flatMap(tally.of))).toEqual(linesOf(due))
    })
  })
}

/** Sends one more request that counts. The queue keeps the order, so once D1 has that, it has all before it. */
async function tallyWhenComplete(): Promise<Tally> {
  const unknown = `http://127.0.0.1:${recorder.port}/v2/unknown/manifests/v1`
  await fetch(unknown, { headers: { 'User-Agent': 'sentinel/1' } })
  const [sentinel] = recorder.take()
  if (sentinel === undefined) throw new Error('the request was not recorded')
  eventsExplained++
  return vi.waitFor(
    () => {
      const tally = readTally(state)
      expect(linesOf(tally.of(sentinel))).toEqual(['- error - - sentinel unknown'])
      return tally
    },
    { timeout: COUNTED_MS_MAX, interval: 200 },
  )
}

/** Sorted, so that whole results can be compared. */
function linesOf(events: Omit<Counted, 'source'>[]): string[] {
  return events
    .map((event) => [event.artifact, event.metric, event.version, event.platform, event.client, event.class])
    .map((values) => values.map((value) => value || '-').join(' '))
    .toSorted()
}

function sectionFor(visits: Visit[], tally: Tally): string {
  const shown = visits.filter(({ pull: { what } }) => SHOWN.includes(what))
  return sectionOf(
    /^\w+\/\d+\.\d+/.exec(shown[0]?.asked[0]?.userAgent ?? '')?.[0] ?? '',
    shown.map(({ pull, again, asked }) => ({
      title: again ? 'the same again, with all of it there' : pull.what,
      lines: sequenceOf(asked, imageOf(content, pull), tally),
    })),
  )
}
