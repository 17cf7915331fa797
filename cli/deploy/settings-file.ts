// The installation's settings, wrangler.toml or one like it: read, and held against what the Worker needs.
import { readFile } from 'node:fs/promises'
import { relative } from 'node:path'
import { parse } from 'smol-toml'
import * as z from 'zod'
import { IN_ENGLISH } from '../../src/english.ts'
import { settingsProblems } from '../../src/settings.ts'
import { PROJECT, WRANGLER_TOML } from '../local/project.ts'
import { DeployError } from './deploy-error.ts'

const queueName = z
  .string()
  .regex(
    /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
    'must be a name of up to 63 lower-case letters, digits and -, such as "fairlead-events"',
  )
const EVERY_MINUTE = '* * * * *'
const variable = z.union([z.string(), z.number()])

/** What is looked at; everything else goes to wrangler as it is. */
const schema = z.looseObject({
  name: z
    .string()
    .regex(
      /^[a-z0-9][a-z0-9-]{0,62}$/,
      'must be a name of up to 63 lower-case letters, digits and -, such as "fairlead"',
    ),
  main: z.string(),
  assets: z.looseObject({ directory: z.string(), binding: z.string() }).optional(),
  account_id: z.string().optional(),
  routes: z.array(z.union([z.string(), z.looseObject({ pattern: z.string() })])).default([]),
  vars: z.record(z.string(), variable),
  kv_namespaces: z.array(z.looseObject({ binding: z.string(), id: z.string().optional() })),
  d1_databases: z.array(
    z.looseObject({ binding: z.string(), database_name: z.string(), database_id: z.string().optional() }),
  ),
  queues: z.looseObject({
    producers: z.array(z.looseObject({ binding: z.string(), queue: queueName })).default([]),
    consumers: z
      .array(z.looseObject({ queue: queueName, dead_letter_queue: queueName.optional() }))
      .default([]),
  }),
  analytics_engine_datasets: z.array(z.looseObject({ binding: z.string(), dataset: z.string() })),
  ratelimits: z.array(z.looseObject({ name: z.string() })).default([]),
  triggers: z.looseObject({ crons: z.array(z.string()) }),
})

export type SettingsFile = z.output<typeof schema>

/** Throws a DeployError with everything that is wrong with it. */
export async function readSettingsFile(path: string): Promise<SettingsFile> {
  const shown = relative(PROJECT, path)
  const text = await readFile(path, 'utf8').catch(() => {
    throw new DeployError(`${shown}: cannot be read; begin with a copy of wrangler.toml`)
  })
  const settings = parseSettings(text, shown)
  const model = parseSettings(await readFile(WRANGLER_TOML, 'utf8'), 'wrangler.toml')
  const problems = [...missingFrom(settings, model), ...problemsOf(settings)]
  if (problems.length > 0) throw new DeployError([`${shown}:`, ...problems].join('\n  '))
  return settings
}

function parseSettings(text: string, shown: string): SettingsFile {
  let value: unknown
  try {
    value = parse(text)
  } catch (error) {
    throw new DeployError(`${shown}: is not TOML: ${String(error)}`, { cause: error })
  }
  const result = schema.safeParse(value, IN_ENGLISH)
  if (result.success) return result.data
  const problems = result.error.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`)
  throw new DeployError([`${shown}:`, ...problems].join('\n  '))
}

/** An update may bring a binding or a variable that a copy made before it does not have. */
function missingFrom(settings: SettingsFile, model: SettingsFile): string[] {
  const isDirect = settings.vars['EVENT_SINK'] === 'direct'
  const parts = partsOf(settings, isDirect)
  const missing = partsOf(model, isDirect).filter((part) => !parts.includes(part))
  return missing.map((part) => `${part} is missing: copy it from wrangler.toml, where it is explained`)
}

function partsOf(settings: SettingsFile, isDirect: boolean): string[] {
  const {
    vars,
    assets,
    kv_namespaces: kv,
    d1_databases: d1,
    queues,
    analytics_engine_datasets: engine,
    ratelimits,
    triggers,
  } = settings
  return [
    ...Object.keys(vars).map((name) => `the variable ${name}`),
    ...[...kv, ...d1, ...engine].map(({ binding }) => `the binding ${binding}`),
    ...(assets === undefined ? [] : [`[assets], the binding ${assets.binding}`]),
    ...ratelimits.map(({ name }) => `the rate limit ${name}`),
    ...queues.producers.map(({ binding }) => (isDirect ? '' : `the queue's binding ${binding}`)),
    ...(triggers.crons.includes(EVERY_MINUTE) ? [`the cron "${EVERY_MINUTE}"`] : []),
    // How often numbers are made is anybody's own choice.
    ...(triggers.crons.some((cron) => cron !== EVERY_MINUTE)
      ? ['a cron that makes the numbers, "*/5 * * * *"']
      : []),
  ].filter((part) => part !== '')
}

function problemsOf({ vars, queues, routes, analytics_engine_datasets: [engine] }: SettingsFile): string[] {
  const problems = settingsProblems(vars).map((problem) => `[vars] ${problem}`)
  for (const route of routes) {
    const pattern = typeof route === 'string' ? route : route.pattern
    if (/\bexample\.(org|com|net)$/.test(pattern))
      problems.push(`routes: ${pattern} is an example; put your domain there`)
  }
  if (engine !== undefined && engine.dataset !== vars['ANALYTICS_DATASET'])
    problems.push(`ANALYTICS_DATASET must be the dataset that is bound, "${engine.dataset}"`)
  return [...problems, ...queueProblems(queues)]
}

/** The Worker knows the queue of dead letters by its name's end. */
function queueProblems({ producers, consumers }: SettingsFile['queues']): string[] {
  return producers.flatMap(({ queue }) => {
    const dead = consumers.find((consumer) => consumer.queue === queue)?.dead_letter_queue
    if (dead === undefined) return [`queues: "${queue}" needs a consumer with a dead_letter_queue`]
    if (!dead.endsWith('-dead'))
      return [`queues: the dead_letter_queue "${dead}" must have a name that ends in -dead`]
    if (queue.endsWith('-dead')) return [`queues: "${queue}" must not end in -dead; that is for dead letters`]
    return consumers.some((consumer) => consumer.queue === dead)
      ? []
      : [`queues: "${dead}" needs a consumer too`]
  })
}
