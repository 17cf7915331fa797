// The Worker's bindings with a meter on each: what Cloudflare bills, and what it does not but clients wait for.
import { NO_COUNTS, type Counts } from '../../cli/cost/price.ts'
import { overriding } from '../analytics/fault.ts'

export type Metered = Counts & {
  message: number
  cacheRead: number
  cacheWrite: number
  subrequest: number
  /** Statements of D1: the free plan allows 50 an invocation. */
  query: number
}

export type Meter = {
  env: Env
  /** What was counted since the last call. */
  take: () => Metered
  /** The same of D1 alone, by the text of the statement. */
  takeStatements: () => Map<string, Rows>
}

/** What all runs of one statement of D1 took. */
export type Rows = Pick<Metered, 'query' | 'rowRead' | 'rowWritten'>

const QUEUE_UNIT_BYTES = 64_000
/** As the queue's page says: about so much of its own for each message. */
const QUEUE_METADATA_BYTES = 100
/** Written, read and deleted. */
export const QUEUE_OPERATIONS = 3

/** Replaces `caches` and `fetch` of this isolate, too. `network` is where requests to upstreams go. */
export function createMeter(env: Env, network: typeof fetch): Meter {
  let counted = empty()
  const count = (what: keyof Metered, by = 1) => {
    counted[what] += by
  }
  let statements = new Map<string, Rows>()
  const noteRows = (sql: string, { rows_read, rows_written }: D1Meta) => {
    const before = statements.get(sql) ?? { query: 0, rowRead: 0, rowWritten: 0 }
    statements.set(sql, {
      query: before.query + 1,
      rowRead: before.rowRead + rows_read,
      rowWritten: before.rowWritten + rows_written,
    })
    count('query')
    count('rowRead', rows_read)
    count('rowWritten', rows_written)
  }
  const cache = caches.default
  Object.defineProperty(globalThis, 'caches', {
    configurable: true,
    value: { default: meteredCache(cache, count) },
  })
  globalThis.fetch = (...request) => {
    count('subrequest')
    return network(...request)
  }
  const metered = {
    ...env,
    CONFIG: meteredKv(env.CONFIG, count),
    MANIFESTS: meteredKv(env.MANIFESTS, count),
    DB: meteredD1(env.DB, noteRows),
    EVENTS: meteredQueue(count),
    ANALYTICS: { writeDataPoint: () => count('point') },
  }
  const take = () => {
    const taken = counted
    counted = empty()
    return taken
  }
  const takeStatements = () => {
    const taken = statements
    statements = new Map()
    return taken
  }
  return { env: Object.assign({}, env, metered), take, takeStatements }
}

function empty(): Metered {
  return { ...NO_COUNTS, message: 0, cacheRead: 0, cacheWrite: 0, subrequest: 0, query: 0 }
}

/** A message is billed by its bytes. */
function meteredQueue(count: Count) {
  const send = (message: unknown) => {
    const bytes = new TextEncoder().encode(JSON.stringify(message)).byteLength + QUEUE_METADATA_BYTES
    count('message')
    count('queueOperation', QUEUE_OPERATIONS * Math.ceil(bytes / QUEUE_UNIT_BYTES))
    return Promise.resolve()
  }
  return { send }
}

type Count = (what: keyof Metered, by?: number) => void

function meteredCache(cache: Cache, count: Count): Cache {
  return overriding(cache, {
    match: (key: RequestInfo, options?: CacheQueryOptions) => {
      count('cacheRead')
      return cache.match(key, options)
    },
    put: (key: RequestInfo, response: Response) => {
      count('cacheWrite')
      return cache.put(key, response)
    },
  })
}

/** A read of several keys at once is billed by key. */
function meteredKv(namespace: KVNamespace, count: Count): KVNamespace {
  const metering =
    (
      what: 'kvRead' | 'kvWrite' | 'kvDelete' | 'kvList',
      method: 'get' | 'getWithMetadata' | 'put' | 'delete' | 'list',
    ) =>
    (...args: unknown[]): unknown => {
      count(what, Array.isArray(args[0]) ? args[0].length : 1)
      const real: unknown = Reflect.get(namespace, method)
      if (typeof real !== 'function') throw new Error(`KV has no ${method}`)
      return Reflect.apply(real, namespace, args)
    }
  return overriding(namespace, {
    get: metering('kvRead', 'get'),
    getWithMetadata: metering('kvRead', 'getWithMetadata'),
    put: metering('kvWrite', 'put'),
    delete: metering('kvDelete', 'delete'),
    list: metering('kvList', 'list'),
  })
}

/** By D1's own numbers, which it bills by. */
function meteredD1(db: D1Database, noteRows: (sql: string, meta: D1Meta) => void): D1Database {
  const originOf = new WeakMap<D1PreparedStatement, { real: D1PreparedStatement; sql: string }>()
  const statement = (sql: string, real: D1PreparedStatement): D1PreparedStatement => {
    const note = <T extends D1Result>(result: T): T => {
      noteRows(sql, result.meta)
      return result
    }
    const wrapped = overriding(real, {
      bind: (...values: unknown[]) => statement(sql, real.bind(...values)),
      run: async () => note(await real.run()),
      all: async () => note(await real.all()),
      raw: async () => note(await real.all()).results.map((row) => Object.values(row)),
      first: async (column?: string) => {
        const [row] = note(await real.all()).results
        return row === undefined ? null : column === undefined ? row : row[column]
      },
    })
    originOf.set(wrapped, { real, sql })
    return wrapped
  }
  return overriding(db, {
    prepare: (sql: string) => statement(sql, db.prepare(sql)),
    batch: async (statements: D1PreparedStatement[]) => {
      const results = await db.batch(statements.map((one) => originOf.get(one)?.real ?? one))
      for (const [at, { meta }] of results.entries()) {
        const of = statements[at]
        noteRows((of === undefined ? undefined : originOf.get(of)?.sql) ?? '', meta)
      }
      return results
    },
  })
}
