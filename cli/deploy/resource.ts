// What the Worker is bound to in the account: found by name, made where it is not there.
import * as z from 'zod'
import { DeployError } from './deploy-error.ts'
import type { Wrangler } from './wrangler.ts'

/** `isNew`: it was made just now. */
export type Resource = { id: string; isNew: boolean }

const namespacesSchema = z.array(z.looseObject({ id: z.string(), title: z.string() }))
const databasesSchema = z.array(z.looseObject({ uuid: z.string(), name: z.string() }))

/** One list for all of them. */
export async function findOrMakeNamespaces(
  wrangler: Wrangler,
  titles: string[],
): Promise<Map<string, Resource>> {
  const list = async () => {
    const out = await wrangler.must('list the KV namespaces', 'kv', 'namespace', 'list')
    return new Map(jsonOf(out, namespacesSchema).map(({ id, title }) => [title, id]))
  }
  const make = (title: string) =>
    wrangler.must(`make the KV namespace ${title}`, 'kv', 'namespace', 'create', title)
  return findOrMake(titles, list, make)
}

export async function findOrMakeDatabases(
  wrangler: Wrangler,
  names: string[],
): Promise<Map<string, Resource>> {
  const list = async () => {
    const out = await wrangler.must('list the D1 databases', 'd1', 'list', '--json')
    return new Map(jsonOf(out, databasesSchema).map(({ uuid, name }) => [name, uuid]))
  }
  return findOrMake(names, list, (name) =>
    wrangler.must(`make the D1 database ${name}`, 'd1', 'create', name),
  )
}

/** Queues are bound by name, and wrangler has no list of them for programs. */
export async function findQueue(wrangler: Wrangler, name: string): Promise<boolean> {
  const { code, out, problem } = await wrangler.run('queues', 'info', name)
  if (code === 0) return true
  if (/does not exist/i.test(`${problem} ${out}`)) return false
  await wrangler.must(`look for the queue ${name}`, 'queues', 'info', name)
  return true
}

export async function makeQueue(wrangler: Wrangler, name: string): Promise<void> {
  await wrangler.must(`make the queue ${name}`, 'queues', 'create', name)
}

async function findOrMake(
  names: string[],
  list: () => Promise<Map<string, string>>,
  make: (name: string) => Promise<string>,
): Promise<Map<string, Resource>> {
  if (names.length === 0) return new Map()
  const there = await list()
  const made = new Map<string, string | undefined>()
  for (const name of names.filter((one) => !there.has(one))) made.set(name, idShown(await make(name)))
  const isShown = ![...made.values()].includes(undefined)
  const now = isShown ? new Map([...there, ...made]) : await list()
  return new Map(
    names.map((name) => {
      const id = now.get(name)
      if (id === undefined)
        throw new DeployError(
          `"${name}" was made, and is not in the list yet. Run \`npm run deploy\` again in a minute.`,
        )
      return [name, { id, isNew: !there.has(name) }]
    }),
  )
}

/** Wrangler shows what it has made as the settings would name it, which spares a list that may not have it yet. */
function idShown(out: string): string | undefined {
  return /\b(?:database_)?id"? ?[=:] ?"([0-9a-f]{32}|[0-9a-f-]{36})"/.exec(out)?.[1]
}

/** Wrangler may say something before its JSON. */
export function jsonOf<T>(out: string, schema: z.ZodType<T>): T {
  const start = out.search(/^[[{]/m)
  try {
    return schema.parse(JSON.parse(out.slice(Math.max(start, 0))))
  } catch (error) {
    throw new DeployError(`wrangler's answer is not what it used to be: ${out.slice(0, 200)}`, {
      cause: error,
    })
  }
}
