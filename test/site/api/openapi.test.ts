// The document that describes the API: well formed, complete, and true.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import * as z from 'zod'
import { ENDPOINTS } from '../../../src/site/api/endpoints.ts'
import { NOW } from '../../analytics/stats/history.ts'
import { type Api, createApi, fillLedger, stopClockAt } from './scene.ts'

/** OpenAPI 3.1.0, as far as the document makes use of it; https://spec.openapis.org/oas/v3.1.0 */
const SCHEMA_WORDS = [
  ...['type', 'enum', 'default', 'format', 'pattern', 'minimum', 'maximum', 'minLength', 'maxLength'],
  ...['description', 'example', 'items', 'properties', 'required'],
]
const schemaSchema: z.ZodType = z.lazy(() =>
  z.union([
    z.strictObject({ $ref: z.string().regex(/^#\/components\/schemas\/\w+$/) }),
    z
      .object({ items: schemaSchema.optional(), properties: z.record(z.string(), schemaSchema).optional() })
      .catchall(z.unknown())
      .refine((schema) => Object.keys(schema).every((word) => SCHEMA_WORDS.includes(word))),
  ]),
)
const contentSchema = z.partialRecord(
  z.enum(['application/json', 'text/csv']),
  z.strictObject({ schema: schemaSchema }),
)
const parameterSchema = z.strictObject({
  name: z.string().min(1),
  in: z.literal('query'),
  required: z.boolean(),
  description: z.string().min(10),
  schema: z.looseObject({ type: z.enum(['string', 'integer']) }).and(schemaSchema),
})
const operationSchema = z.strictObject({
  operationId: z.string().min(1),
  summary: z.string().min(5),
  description: z.string().min(20),
  parameters: z.array(parameterSchema),
  'x-examples': z.array(z.string().startsWith('/api/v1/')).min(1),
  responses: z.record(
    z.string().regex(/^[1-5]\d\d$/),
    z.strictObject({ description: z.string().min(1), content: z.partialRecord(z.string(), z.unknown()) }),
  ),
})
const documentSchema = z.strictObject({
  openapi: z.literal('3.1.0'),
  info: z.strictObject({ title: z.string(), version: z.string(), description: z.string() }),
  servers: z.array(z.strictObject({ url: z.url() })),
  paths: z.record(z.string().startsWith('/'), z.strictObject({ get: operationSchema })),
  components: z.strictObject({ schemas: z.record(z.string(), schemaSchema) }),
})

let api: Api
let document: z.output<typeof documentSchema>
beforeAll(async () => {
  stopClockAt(NOW)
  api = await createApi()
  await fillLedger(200)
  document = documentSchema.parse(await (await api.world.ask('/openapi.json')).json())
})
afterAll(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

describe('/openapi.json', () => {
  it('describes every address, each operation under a name of its own', () => {
    expect(Object.keys(document.paths).toSorted()).toEqual(ENDPOINTS.map(({ path }) => path).toSorted())
    const names = Object.values(document.paths).map(({ get }) => get.operationId)
    expect(new Set(names).size).toBe(names.length)
    expect(document.servers).toEqual([{ url: api.world.origin }])
  })

  it('describes every parameter that is taken, and no other', async () => {
    for (const [path, { get }] of Object.entries(document.paths)) {
      const names = get.parameters.map(({ name }) => name)
      expect(new Set(names).size).toBe(names.length)
      const sentence = await api.refuse(`${path}?no-such=1`)
      expect(sentence).toContain(names.length === 0 ? 'none' : `allowed are: ${names.join(', ')}`)
    }
  })

  it('points at nothing that is not in it', () => {
    const references = JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)
    const named = [...references].map(([, name]) => name)
    expect(named.length).toBeGreaterThan(0)
    for (const name of named) expect(Object.keys(document.components.schemas)).toContain(name)
    for (const { get } of Object.values(document.paths))
      for (const { content } of Object.values(get.responses)) contentSchema.parse(content)
  })

  it('says which values, bounds and defaults there are', () => {
    const of = (name: string) =>
      document.paths['/api/v1/stats']?.get.parameters.find((one) => one.name === name)?.schema
    expect(of('metric')).toMatchObject({
      enum: expect.arrayContaining(['pull']) as string[],
      default: 'pull',
    })
    expect(of('limit')).toMatchObject({ type: 'integer', minimum: 1, maximum: 100 })
    expect(of('from')).toMatchObject({ type: 'string', format: 'date' })
    expect(of('interval')).toMatchObject({ enum: ['hour', 'day', 'week', 'month'], default: 'day' })
  })
})

describe('CSV', () => {
  it.each(ENDPOINTS.map(({ path }) => path))('is there wherever it is described: %s', async (path) => {
    const { parameters = [], responses } = document.paths[path]?.get ?? {}
    const isTaken = parameters.some(({ name }) => name === 'format')
    expect(responses?.['200']?.content['text/csv'] !== undefined).toBe(isTaken)
    const needed = parameters.some(({ required }) => required) ? 'artifact=cert-manager-controller&' : ''
    const { status, headers } = await api.world.ask(`${path}?${needed}format=csv`)
    const type = headers.get('Content-Type') ?? ''
    expect([status, type.startsWith('text/csv')]).toEqual(isTaken ? [200, true] : [400, false])
  })

  it('is there of the status, incidents and hosts, which are no columns and rows in JSON', () => {
    for (const path of ['/api/v1/status', '/api/v1/incidents', '/api/v1/hosts']) {
      expect(document.paths[path]?.get.responses['200']?.content).toEqual({
        'application/json': { schema: { type: 'object' } },
        'text/csv': { schema: { type: 'string' } },
      })
    }
  })
})

describe('every example', () => {
  it.each(ENDPOINTS.flatMap(({ path, examples }) => examples.map((query) => [path, query] as const)))(
    'works: %s?%s',
    async (path, query) => {
      const wanted = query === '' ? path : `${path}?${query}`
      expect(document.paths[path]?.get['x-examples']).toContain(wanted)
      const response = await api.world.ask(wanted)
      const text = await response.text()
      expect([response.status, text]).toEqual([200, text])
      if (query.includes('format=csv')) expect(text).toMatch(/^[a-z_]+(,[a-z_]+)*\r\n/)
      else if (JSON.stringify(document.paths[path]?.get.responses['200']).includes('schemas/Envelope'))
        expect(await api.ask(wanted)).toHaveProperty('data_through')
      else expect(JSON.parse(text)).not.toHaveProperty('columns')
    },
  )
})
