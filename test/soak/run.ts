// `npm run soak -- --minutes 30`: traffic of every kind against `npm start`, whose upstream fails now and then. Ends well
// if no answer was unexpected, if memory stayed flat, and if the public numbers are what was sent, to the event.
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { rollOf } from '../../cli/demo/random.ts'
import { inWorkspace } from '../bench/workspace.ts'
import type { Report } from '../ci/reporter.ts'
import type { Description } from '../registry/content/description.ts'
import { differences, untilDrained } from './compare.ts'
import { createDriver } from './driver.ts'
import { type Expected, createExpected } from './expected.ts'
import { type Failures, startFailures } from './failure.ts'
import { watchMemory } from './memory.ts'
import { type Product, SITE, startProduct } from './product.ts'
import type { Content } from './scene.ts'
import { firstRound, happening } from './traffic.ts'

const SHOWN = 20
const SAID_MAX = 20_000

type Options = { minutes: number; perSecond: number; seed: number; report: string | null }

function optionsOf(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      minutes: { type: 'string', default: '30' },
      rate: { type: 'string', default: '5' },
      seed: { type: 'string', default: '1' },
      // For .ci/run, in the words of the other reports.
      report: { type: 'string' },
    },
  })
  const options = {
    minutes: Number(values.minutes),
    perSecond: Number(values.rate),
    seed: Number(values.seed),
    report: values.report ?? null,
  }
  if (!(options.minutes > 0 && options.perSecond > 0 && Number.isInteger(options.seed)))
    throw new Error(
      '--minutes and --rate (things that clients do, a second) are above 0, --seed is a whole number',
    )
  return options
}

async function contentOf({ registryUrl }: Product): Promise<Content> {
  const response = await fetch(`${registryUrl}/_stand-in/content`)
  // The stand-in registry's own description of what it has.
  const description = await response.json<Description>()
  return { description, namespace: 'jetstack', filesHost: new URL(registryUrl).host, site: SITE }
}

/** The problems found, none if all is well. */
async function soak(folder: string, { minutes, perSecond, seed }: Options): Promise<string[]> {
  const from = new Date().toISOString().slice(0, 10)
  const product = await startProduct(folder)
  try {
    const content = await contentOf(product)
    const expected = createExpected()
    const roll = rollOf(seed)
    let mayFailureShow: Failures['mayShow'] = () => false
    const driver = createDriver({
      url: product.url,
      expected,
      mayFailureShow: (since) => mayFailureShow(since),
    })
    const since = { url: product.url, from }
    await driver.play(firstRound({ content, roll }))
    await untilDrained(since, expected)
    const failures = startFailures(product.registryUrl)
    mayFailureShow = failures.mayShow
    const memory = watchMemory(product.pid)
    await driver.playSteadily(() => happening({ content, roll }), { perSecond, forMs: minutes * 60_000 })
    await failures.stop()
    const { problem, said } = await memory()
    await untilDrained(since, expected)
    const different = await differences(since, expected)
    console.error(
      `${driver.seen.requests} requests in ${minutes} min, ${expected.total()} events and ${droppedOf(expected)} dropped; ` +
        `the upstream failed ${failures.count()} times, which ${driver.seen.failures} answers showed\n${said}`,
    )
    const problems = [...driver.seen.problems, ...(problem === null ? [] : [problem]), ...different]
    if (problems.length > 0) console.error(`npm start said:\n${product.said().slice(-SAID_MAX)}`)
    return problems
  } catch (error) {
    throw new Error(`${String(error)}\nnpm start said:\n${product.said().slice(-SAID_MAX)}`, { cause: error })
  } finally {
    await product.stop()
  }
}

function droppedOf(expected: Expected): number {
  return [...expected.dropped().values()].reduce((sum, count) => sum + count, 0)
}

/** All of it is one test. */
function reportOf(problems: string[]): Report {
  if (problems.length === 0) return { passed: 1, failures: [] }
  return { passed: 0, failures: [{ name: 'the soak', message: problems.slice(0, SHOWN).join('\n') }] }
}

try {
  const options = optionsOf(process.argv.slice(2))
  const problems = await inWorkspace((folder) => soak(folder, options))
  for (const problem of problems.slice(0, SHOWN)) console.error(problem)
  if (problems.length > SHOWN) console.error(`and ${problems.length - SHOWN} more`)
  console.error(problems.length === 0 ? 'the soak passed' : `the soak failed: ${problems.length} problems`)
  if (options.report !== null) await writeFile(options.report, JSON.stringify(reportOf(problems)))
  process.exitCode = problems.length === 0 ? 0 : 1
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
process.exit()
