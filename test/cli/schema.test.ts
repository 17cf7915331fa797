import { describe, expect, it } from 'vitest'
import { splitStatements } from '../../cli/schema/statement.ts'

describe('splitting schema.sql', () => {
  it('ends a statement where a line ends in a semicolon', () => {
    const schema = `-- What was pulled.
CREATE TABLE IF NOT EXISTS pull (
  name TEXT NOT NULL DEFAULT 'a;b', -- two; words
  at INTEGER NOT NULL
) STRICT;

CREATE INDEX IF NOT EXISTS pull_at ON pull (at);
`
    const [table, index, ...rest] = splitStatements(schema)
    expect(table).toMatch(/^-- What was pulled\.\nCREATE TABLE[^]*STRICT$/)
    expect(index).toBe('CREATE INDEX IF NOT EXISTS pull_at ON pull (at)')
    expect(rest).toEqual([])
  })

  it.each(['', '\n', '-- Nothing yet.\n'])('finds no statement in %j', (schema) => {
    expect(splitStatements(schema)).toEqual([])
  })
})
