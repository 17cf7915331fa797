// Where a routes document stops being JSON, and what to write there.
import { describe, expect, it } from 'vitest'
import { jsonProblem } from '../../src/routing/json-error.ts'

describe('a text that is not JSON', () => {
  it.each([
    ['', 'line 1, column 1: there is nothing in it'],
    ['{\n  "a": {},\n}', 'line 3, column 1: leave out the comma before this }'],
    ['{\n  "a": 1\n  "b": 2\n}', 'line 3, column 3: write a comma or } before "b"'],
    ['{"a": [1, 2', 'line 1, column 12: it ends before the last ]; add it'],
    ['{"a": 1}\n// why', 'line 2, column 1: JSON has no comments; leave it out'],
    ["{'a': 1}", 'line 1, column 2: write "double quotes" around text'],
    ['{a: 1}', 'line 1, column 2: write "double quotes" around this text'],
    ['{"a" 1}', "line 1, column 6: write : between the field's name and its value, before 1"],
    ['{"a": }', 'line 1, column 7: write a value in the place of }'],
    ['{"a": 1}}', 'line 1, column 9: leave out what comes after the end: }'],
  ])('%j', (text, expected) => {
    expect(() => void JSON.parse(text)).toThrow()
    expect(jsonProblem(text)).toBe(expected)
  })

  it('never repeats a value, which may be a secret in the wrong place', () => {
    for (const text of ['{"credentials" "user:hunter2"}', '{"credentials": user:hunter2}', '["a" "hunter2"]'])
      expect(jsonProblem(text)).not.toContain('hunter2')
  })

  it.each(['{}', '[]', ' {"a": [1, -2.5e3, true, null, "\\u00e9\\n"], "b": {"c": []}} \n', '"x"', '0'])(
    'takes %j for JSON, as JSON.parse does',
    (text) => {
      expect(() => void JSON.parse(text)).not.toThrow()
      expect(jsonProblem(text)).toBeNull()
    },
  )
})
