// Fields that a JSON text gives twice, each by its path and its places.
import { describe, expect, it } from 'vitest'
import { doubledFields } from '../../src/routing/doubled-field.ts'
import { checkRoutes, parseRoutes } from '../../src/routing/parse.ts'

const found = (json: string) => doubledFields(json).map(({ path, message }) => [path.join(' '), message])

describe('a field that is there twice', () => {
  it('is named with both its places, and with what to do', () => {
    expect(found('{\n  "a": {"b": 1,\n    "c": 2},\n  "a": 3\n}')).toEqual([
      [
        'a',
        'is at line 2, column 3, and again at line 4, column 3, and only the last counts; leave one out, rename one, or make one of them',
      ],
    ])
  })

  it.each([
    ['{"a": {"b": {"c": 1, "d": {"x": 1}, "c": 2}}}', ['a b c']],
    ['{"a": [{"b": 1}, {"b": 1}, [1, {"x": "," , "b": 1, "b": 1}]]}', ['a 2 1 b']],
    ['{"a": 1, "a": 1, "b": {"a": 1, "a": {"c": 1, "c": 1}}, "a": 1}', ['a', 'b a', 'b a c', 'a']],
    ['{"quay": 1, "qu\\u0061y": 2}', ['quay']],
    ['{"__proto__": 1, "__proto__": 2}', ['__proto__']],
    ['{"a"\n:\r\n1,"a" :2}', ['a']],
  ])('is found in %s', (json, paths) => {
    expect(() => void JSON.parse(json)).not.toThrow()
    expect(found(json).map(([path]) => path)).toEqual(paths)
  })

  it.each([
    '{}',
    '"a"',
    '{"a": {"b": 1}, "b": {"b": 1, "a": 1}}',
    '[{"a": 1}, {"a": 1}]',
    '{"a": "a", "b": "a", "c": ["a", "a"]}',
    '{"a": "{\\"a\\": 1, \\"a\\": 2}", "b\\\\": "\\\\", "b": "]"}',
    '{"toString": 1, "constructor": 2}',
  ])('is not found in %s', (json) => {
    expect(() => void JSON.parse(json)).not.toThrow()
    expect(found(json)).toEqual([])
  })

  it('ends a document of nothing else after some', () => {
    expect(found(`{${Array.from({ length: 20_000 }, () => '"a": 1').join()}}`)).toHaveLength(50)
  })
})

describe('a routes document with one', () => {
  const document =
    '{"upstreams": {\n "quay": {"registry": "https://old.example"},\n "quay": {"registry": "https://quay.io"}\n}, "repositories": {}}'

  it('goes on serving as it did: the last counts', () => {
    expect(parseRoutes(document).document?.upstreams).toMatchObject({ quay: { registry: 'https://quay.io' } })
  })

  it('is refused where it is put, byte order mark or not', () => {
    for (const text of [document, `\uFEFF${document}`])
      expect(checkRoutes(text).problems).toMatchObject([
        { path: 'upstreams.quay', message: expect.stringContaining('again at line 3, column 2,') as string },
      ])
  })

  it('is refused with everything else that is wrong with it', () => {
    const { problems } = checkRoutes(document.replace('}}', '}, "sites": 1, "sites": 2}'))
    expect(problems?.map(({ path }) => path)).toEqual(['upstreams.quay', 'sites', 'sites'])
  })
})
