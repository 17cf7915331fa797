// A D1 that fails where it is told to: before a call, in the middle of its transaction, or after it was committed.

export type Fault = { call: number; where: 'before' | 'within' | 'after' }

/** The database failing once, at the given call; `hasFailed` tells whether it came to that. */
export function failing(db: D1Database, fault: Fault): { db: D1Database; hasFailed: () => boolean } {
  const realOf = new WeakMap<D1PreparedStatement, D1PreparedStatement>()
  let calls = 0
  let failed = false

  async function call<T>(work: () => Promise<T>, broken: () => Promise<unknown>): Promise<T> {
    if (calls++ !== fault.call) return work()
    failed = true
    if (fault.where === 'within') await broken()
    if (fault.where === 'after') await work()
    throw new Error(`D1 was made to fail ${fault.where} call ${fault.call}`)
  }

  function statement(real: D1PreparedStatement): D1PreparedStatement {
    const wrapped = overriding(real, {
      bind: (...values: unknown[]) => statement(real.bind(...values)),
      run: () =>
        call(
          () => real.run(),
          () => Promise.resolve(),
        ),
      all: () =>
        call(
          () => real.all(),
          () => Promise.resolve(),
        ),
    })
    realOf.set(wrapped, real)
    return wrapped
  }

  const faulty = overriding(db, {
    prepare: (sql: string) => statement(db.prepare(sql)),
    batch: (statements: D1PreparedStatement[]) => {
      const real = statements.map((one) => realOf.get(one) ?? one)
      const half = real.slice(0, Math.ceil(real.length / 2))
      // A transaction that breaks off: what came before in it must be undone.
      const broken = db.prepare("SELECT json('broken off')")
      return call(
        () => db.batch(real),
        () => db.batch([...half, broken]).catch(() => null),
      )
    },
  })
  return { db: faulty, hasFailed: () => failed }
}

/** `target` with some of its methods replaced. */
export function overriding<T extends object>(target: T, methods: Record<string, unknown>): T {
  return new Proxy(target, {
    get: (real, name) => {
      if (typeof name === 'string' && name in methods) return methods[name]
      const member: unknown = Reflect.get(real, name)
      return typeof member === 'function' ? (member.bind(real) as unknown) : member
    },
  })
}
