// Everything the Worker is bound to: there, or made.
import type { Bound } from './bound.ts'
import { type Resource, findOrMakeDatabases, findOrMakeNamespaces, findQueue, makeQueue } from './resource.ts'
import type { SettingsFile } from './settings-file.ts'
import type { Wrangler } from './wrangler.ts'

type Say = (line: string) => void

export async function provision(wrangler: Wrangler, settings: SettingsFile, say: Say): Promise<Bound> {
  const bound: Bound = { namespaces: new Map(), databases: new Map(), queues: [] }
  const { kv_namespaces: kv, d1_databases: d1 } = settings
  const titleOf = (binding: string) => namespaceTitle(settings.name, binding)
  const titles = kv.flatMap(({ binding, id }) => (id === undefined ? titleOf(binding) : []))
  const namespaces = await findOrMakeNamespaces(wrangler, titles)
  for (const { binding, id } of kv) {
    const found = resourceOf(id, namespaces.get(titleOf(binding)))
    say(`KV namespace   ${binding}: ${id ?? titleOf(binding)}, ${wordOf(found)}`)
    bound.namespaces.set(binding, found.id)
  }
  const names = d1.flatMap(({ database_id: id, database_name: name }) => (id === undefined ? name : []))
  const databases = await findOrMakeDatabases(wrangler, names)
  for (const { binding, database_id: id, database_name: name } of d1) {
    const found = resourceOf(id, databases.get(name))
    say(`D1 database    ${binding}: ${name}, ${wordOf(found)}`)
    bound.databases.set(binding, found.id)
  }
  const isDirect = settings.vars['EVENT_SINK'] === 'direct'
  for (const name of queueNames(settings)) {
    const isThere = await findQueue(wrangler, name)
    if (!isThere && isDirect) continue
    if (!isThere) await makeQueue(wrangler, name)
    // What is still in a queue is taken in, even if nothing more goes in.
    bound.queues.push(name)
    say(`queue          ${name}, ${isThere ? 'there already' : 'made'}`)
  }
  if (isDirect) say('queue          none is needed: EVENT_SINK is "direct"')
  return bound
}

/** As wrangler itself would call it. */
export function namespaceTitle(name: string, binding: string): string {
  return `${name}-${binding.toLowerCase().replaceAll('_', '-')}`
}

/** Dead letters first: a queue must not have a place for them that is not there. */
export function queueNames({ queues }: SettingsFile): string[] {
  return [
    ...new Set([
      ...queues.consumers.flatMap(({ dead_letter_queue: dead }) => dead ?? []),
      ...queues.consumers.map(({ queue }) => queue),
      ...queues.producers.map(({ queue }) => queue),
    ]),
  ]
}

/** An id in the settings is taken at its word. */
function resourceOf(id: string | undefined, found: Resource | undefined): Resource {
  const resource = id === undefined ? found : { id, isNew: false }
  if (resource === undefined) throw new Error('it was neither found nor made')
  return resource
}

function wordOf({ isNew }: Resource): string {
  return isNew ? 'made' : 'there already'
}
