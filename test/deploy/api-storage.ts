// KV, D1 and queues of the stand-in.
import type { DatabaseSync as Sqlite } from 'node:sqlite'
import { DatabaseSync } from 'node:sqlite'
import { splitStatements } from '../../cli/schema/statement.ts'
import { type Raw, type Route, type State, failure, idOf, textOf, uuidOf } from './api-route.ts'

export function storageRoutes(state: State): Route[] {
  return [...namespaceRoutes(state), ...databaseRoutes(state), ...queueRoutes(state)]
}

function namespaceRoutes({ namespaces, values }: State): Route[] {
  const listed = () => [...namespaces].map(([title, id]) => ({ id, title }))
  return [
    ['GET', /^\/_\/storage\/kv\/namespaces$/, listed],
    [
      'POST',
      /^\/_\/storage\/kv\/namespaces$/,
      (_match, body) => {
        const title = textOf(body, 'title')
        if (namespaces.has(title))
          throw failure(10014, 'a namespace with this account ID and title already exists', 400)
        namespaces.set(title, idOf(title))
        return { id: idOf(title), title }
      },
    ],
    [
      'GET',
      /^\/_\/storage\/kv\/namespaces\/(\w+)\/values\/([^/]+)$/,
      ([, id = '', key = '']) => {
        const value = values.get(`${id} ${decodeURIComponent(key)}`)
        if (value === undefined) throw failure(10009, "get: 'key not found'", 404)
        return { raw: value } satisfies Raw
      },
    ],
    [
      'PUT',
      /^\/_\/storage\/kv\/namespaces\/(\w+)\/values\/(\w+)$/,
      ([, id = '', key = ''], body) => void values.set(`${id} ${key}`, body),
    ],
    [
      'DELETE',
      /^\/_\/storage\/kv\/namespaces\/(\w+)\/values\/(\w+)$/,
      ([, id = '', key = '']) => void values.delete(`${id} ${key}`),
    ],
  ]
}

function databaseRoutes({ databases }: State): Route[] {
  const database = (key: string) => {
    const found = [...databases].find(([name, { id }]) => name === key || id === key)
    if (found === undefined) throw failure(7404, `The database ${key} could not be found`, 404)
    return { name: found[0], uuid: found[1].id, db: found[1].db }
  }
  return [
    [
      'GET',
      /^\/_\/d1\/database$/,
      () => [...databases].map(([name, { id }]) => ({ uuid: id, name, version: 'production' })),
    ],
    [
      'POST',
      /^\/_\/d1\/database$/,
      (_match, body) => {
        const name = textOf(body, 'name')
        if (databases.has(name)) throw failure(7502, 'Database with name already exists', 400)
        databases.set(name, { id: uuidOf(databases.size), db: new DatabaseSync(':memory:') })
        return { uuid: database(name).uuid, name }
      },
    ],
    [
      'GET',
      /^\/_\/d1\/database\/([\w-]+)$/,
      ([, key = '']) => ({ uuid: database(key).uuid, name: database(key).name }),
    ],
    [
      'POST',
      /^\/_\/d1\/database\/([\w-]+)\/query$/,
      ([, key = ''], body) => query(database(key).db, textOf(body, 'sql')),
    ],
  ]
}

/** As D1 does with several statements: one batch, and a result for each. */
function query(db: Sqlite, sql: string): unknown[] {
  db.exec('BEGIN')
  try {
    const results = splitStatements(sql).map((one) => ({
      results: db.prepare(one).all(),
      success: true,
      meta: { duration: 0 },
    }))
    db.exec('COMMIT')
    return results
  } catch (error) {
    db.exec('ROLLBACK')
    throw error
  }
}

function queueRoutes({ queues }: State): Route[] {
  const shown = (name: string) => ({ queue_id: idOf(name), queue_name: name, producers: [], consumers: [] })
  return [
    [
      'GET',
      /^\/_\/queues$/,
      (_match, _body, asked) =>
        queues.filter((name) => asked.getAll('name').includes(name) || !asked.has('name')).map(shown),
    ],
    [
      'POST',
      /^\/_\/queues$/,
      (_match, body) => {
        const name = textOf(body, 'queue_name')
        if (queues.includes(name)) throw failure(11009, 'Queue name is already taken', 409)
        queues.push(name)
        return shown(name)
      },
    ],
    ['GET', /^\/_\/queues\/(\w+)$/, ([, id]) => shown(queues.find((name) => idOf(name) === id) ?? '')],
    ['GET', /^\/_\/queues\/(\w+)\/consumers$/, () => []],
    ['POST', /^\/_\/queues\/(\w+)\/consumers$/, () => ({})],
  ]
}
