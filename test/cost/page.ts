// docs/cost.md, as prettier would lay it out.
import {
  type Counts,
  type Operation,
  OPERATIONS,
  PRICES,
  billOf,
  priceOf,
  sumOf,
  times,
} from '../../cli/cost/price.ts'
import { type Cost, EVENTS_OF_PULL, PULLS_OF_DAY, freeSharesOf, perDay, perPull } from './figure.ts'

const DIGITS = 2
const DAYS_OF_MONTH = 30

export function pageOf(cost: Cost): string {
  return `# What it costs to run

<!-- Made by test/cost/cost.test.ts from what it counted; do not edit. To make it anew:
     npx vitest run --update --project workerd test/cost -->

Every number of operations here is counted: real Workers code in workerd, with a meter on each binding. Prices are
Cloudflare's list prices of 22 November 2026 ([price.ts](../cli/cost/price.ts)). What was never measured is left out: CPU
time (at 1 ms a request $0.02 for a million requests), logs (only failures are logged), storage (below), and what a real
data centre evicts from its cache. \`npm run -s bench -- cost\` prints the main ones as lines
of JSON, with the statements that read most rows.

## 1,000 pulls

A multi-arch image with three layers by tag, as [docker and containerd ask](request-sequences.md). _Warm_ is an isolate that
has served the image within the tag's minute. A request at a _new isolate_ finds manifests in its data centre's cache, one
in a _new data centre_ finds them in KV and asks the registry for the tag. Real traffic is in between.

${tableOf(['operations', ...cost.pulls.map(({ shape }) => shape.name)], pullRows(cost))}
Cache operations and subrequests cost nothing. A pull is three events (a check, a pull, a download). A message of the queue is
three operations, and takes what comes at one isolate within a tenth of a second, up to the 64 KB that are billed as one: of the warm
pulls, which were made in one burst, ${eventsOfMessage(cost)} events; an event that comes alone is a message.

## A day

${PULLS_OF_DAY} pulls a day, ${PULLS_OF_DAY * EVENTS_OF_PULL} events, after a week of the same; two significant digits. It is the traffic of
[benchmarks.md](benchmarks.md): 12 artifacts with 180 versions, and installations whose country, client, platform and provider
are drawn one by one, so that about every second event is a combination that was not there before: more than a project of
that size is likely to have.

${tableOf(['operations of a day', 'queue consumer', 'cron, every 5 minutes', 'once an hour', 'cron, every minute'], dayRows(cost))}
The consumer's grow with the pulls. The crons' grow with the different values of a day, of which those artifacts and metrics
are made anew that something has happened to; and with the days of a month that are over, from all of which a month is made,
the larger the less often. Reads are what D1 asks least for, and what the free plan has least of.

## In dollars

Of a million pulls beyond what a plan includes, warm: $${dollars(priceOf(times(warmPull(cost), 1e6)))}. By part:

${tableOf(['', 'operations a pull', '$ per 1 M pulls'], priceRows(cost))}
These and all dollars below are for events that come alone. In a burst the queue's part is as much less as the table above says.

Rows written are the event, its deletion, and new combinations as often as in the day above; where combinations repeat there
are fewer (2.7 an event in [benchmarks.md](benchmarks.md), deletion included). What the crons write more of when there is
more traffic is not in it.

A month on the paid plan, with the $5 that it costs and what it includes, crons as in the day above:

${tableOf(['pulls a month', ...cost.pulls.map(({ shape }) => shape.name)], billRows(cost))}
What counting costs by other designs, for the same three events a pull (sizes and prices of the alternatives: one D1 row
and its deletion an event; one object request and one to two rows; a batch of the queue an object's row; a point):

${tableOf(['design', '$ per 1 M pulls', 'and'], designRows(cost))}
${limitsOf(cost)}`
}

function limitsOf(cost: Cost): string {
  return `## The free plan

Shares of what the free plan has in a day, with ${PULLS_OF_DAY} pulls (docker, each in a new data centre) on the day above, and on the last days of a
month of the same:

${tableOf(['', ...FREE.map((one) => PRICES[one].name)], freeRows(cost))}
**So ${PULLS_OF_DAY} pulls a day fit, all month**, even of traffic as diverse as this; beyond 100 % Cloudflare refuses until midnight UTC.
Making the numbers once an hour (\`crons = ["* * * * *", "0 * * * *"]\`) takes less. What pages and the API
read comes on top: of a busy project with 12 artifacts the front page reads 32,000 rows, at most once a minute in a data centre
([benchmarks.md](benchmarks.md)). More pulls fit as far as rows read do, which depends on how diverse they are. As diverse as this, 1,100 pulls
a day, where the queue's operations end if every event comes alone, are too many: counted once, on 28 November 2026, the consumer and the crons of every
five minutes read 7.5 million rows on the day after a week and 9.5 million at the end of a month, once an hour 4.4 million,
which fit, and 6.5, which do not. The paid plan includes 160 times as many rows.

The free plan has 10 ms of CPU time and 50 queries an invocation. Pages keep to 50 queries, which is a test. A run of the cron on
the days above made ${cost.day.rollups.queriesMax} at the most, once an hour ${cost.day.hourly.queriesMax}; one that has to catch up with many hours makes more,
is refused in its middle, and the next goes on from there. Processor time was not measured. Its queue keeps messages for 24 hours.

## Storage

An event is 37.6 bytes for \`RAW_DAYS\` days, a combination of dimensions 69 bytes
([benchmarks.md](benchmarks.md)); D1 includes 5 GB, and a database of the free plan ends at 500 MB.
`
}

function pullRows({ pulls }: Cost): string[][] {
  const rows: [string, (one: Cost['pulls'][number]['per1000']) => number][] = [
    ...OPERATIONS.map((operation): (typeof rows)[number] => [
      PRICES[operation].name,
      (one) => one[operation],
    ]),
    ['Cache API reads', (one) => one.cacheRead],
    ['Cache API writes', (one) => one.cacheWrite],
    ['subrequests to the registry', (one) => one.subrequest],
  ]
  return rows
    .filter(([, of]) => pulls.some(({ per1000 }) => of(per1000) > 0))
    .map(([name, of]) => [name, ...pulls.map(({ per1000 }) => whole(of(per1000)))])
}

function dayRows({ day: { consumer, rollups, hourly, probes } }: Cost): string[][] {
  const columns = [consumer, rollups.all, hourly.all, probes]
  return OPERATIONS.filter((one) => columns.some((counted) => counted[one] > 0)).map((one) => [
    PRICES[one].name,
    ...columns.map((counted) => rounded(counted[one])),
  ])
}

function eventsOfMessage({ pulls }: Cost): string {
  const [warm] = pulls
  if (warm === undefined) throw new Error('no pull was measured')
  return whole((EVENTS_OF_PULL * 1000) / warm.per1000.message)
}

function warmPull({ pulls, day }: Cost): Counts {
  const [warm] = pulls
  if (warm === undefined) throw new Error('no pull was measured')
  return perPull(warm, day)
}

function priceRows(cost: Cost): string[][] {
  const pull = warmPull(cost)
  return OPERATIONS.filter((one) => pull[one] > 0).map((one) => [
    PRICES[one].name,
    Number(pull[one].toPrecision(DIGITS)).toLocaleString('en'),
    dollars(priceOf(times(only(pull, one), 1e6))),
  ])
}

function only(counts: Counts, operation: Operation): Partial<Counts> {
  return { [operation]: counts[operation] }
}

function billRows({ pulls, day }: Cost): string[][] {
  const crons = times(perDay(day, 'every 5 minutes'), DAYS_OF_MONTH)
  return [1e5, 1e6, 1e7, 1e8].map((month) => [
    month.toLocaleString('en'),
    ...pulls.map((one) => `$${dollars(billOf(sumOf(times(perPull(one, day), month), crons)))}`),
  ])
}

function designRows(cost: Cost): string[][] {
  const { queueOperation, rowRead, rowWritten, point } = warmPull(cost)
  const priceOfMillion = (counts: Partial<Counts>) => priceOf(times(counts, 1e6))
  const million = (counts: Partial<Counts>) => dollars(priceOfMillion(counts))
  const events = EVENTS_OF_PULL
  return [
    [
      'this: queue, D1 and Analytics Engine',
      million({ queueOperation, rowRead, rowWritten, point }),
      'exact; lost only if the queue and D1 both refuse',
    ],
    [
      '`EVENT_SINK=direct`',
      million({ rowRead, rowWritten, point }),
      'exact; three round trips to D1 a message; rows as counted in batches',
    ],
    [
      'a Durable Object that packs what the queue brings',
      `about ${dollars(priceOfMillion({ queueOperation, point }) + events * 0.05)}`,
      'exact; cheapest where events are many; a second place to keep and to repair, and what it packs no SQL can read',
    ],
    [
      'a D1 row for each event',
      million({ rowWritten: 2 * events, point: events }),
      'no combinations, no rollups; 195 bytes an event; what is not taken at once is lost',
    ],
    ['Analytics Engine alone', million({ point: events }), 'sampled, three months, no way to prove a number'],
    [
      'a Durable Object for each event',
      `${dollars(events * 1.15)} to ${dollars(events * 2.15)}`,
      'serving depends on it, or events are lost',
    ],
  ]
}

const FREE = ['request', 'kvRead', 'queueOperation', 'rowRead', 'rowWritten'] as const satisfies Operation[]

function freeRows(cost: Cost): string[][] {
  const days = { 'after a week': cost.day, 'end of a month': cost.lateDay }
  return Object.entries(days).flatMap(([when, day]) =>
    (['every 5 minutes', 'hourly'] as const).map((often) => {
      const shares = freeSharesOf(cost, day, often)
      return [`${when}, ${often}`, ...FREE.map((one) => `${rounded(100 * shares[one])} %`)]
    }),
  )
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en')
}

function rounded(value: number): string {
  return Number(value.toPrecision(DIGITS)).toLocaleString('en')
}

function dollars(value: number): string {
  return value.toFixed(2)
}

function tableOf(head: string[], rows: string[][]): string {
  const lines = [head, ...rows]
  const widths = head.map((_, column) => Math.max(3, ...lines.map((line) => line[column]?.length ?? 0)))
  const laid = lines.map((line) =>
    widths.map((width, column) => {
      const text = line[column] ?? ''
      return column === 0 ? text.padEnd(width) : text.padStart(width)
    }),
  )
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  return [laid[0] ?? [], rule, ...laid.slice(1)].map((line) => `| ${line.join(' | ')} |\n`).join('')
}
