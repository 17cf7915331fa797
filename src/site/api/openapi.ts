// openapi.json, from the schemas that check what is asked.
import * as z from 'zod/mini'
import type { Endpoint } from './endpoint.ts'
import { format } from './parameter.ts'

/** An OpenAPI 3.1 document. `origin` is where it was asked for. */
export function openapiOf(endpoints: readonly Endpoint[], origin: string): object {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Fairlead',
      version: '1',
      description:
        'Public download numbers. No key, any origin, GET only. Days are UTC. Counts are whole numbers; nothing is ' +
        'sampled. The numbers are free of copyright (CC0-1.0).',
    },
    servers: [{ url: origin }],
    paths: Object.fromEntries(endpoints.map((endpoint) => [endpoint.path, { get: operationOf(endpoint) }])),
    components: { schemas: { Envelope: ENVELOPE, Error: ERROR } },
  }
}

function operationOf({ path, summary, description, parameters, examples }: Endpoint) {
  const { format: asked } = parameters.shape
  const isTable = asked === format
  return {
    operationId: path.split('/').at(-1),
    summary,
    description,
    parameters: parametersOf(parameters),
    'x-examples': examples.map((query) => (query === '' ? path : `${path}?${query}`)),
    responses: {
      200: {
        description: isTable ? 'Columns and rows.' : 'An object.',
        content: {
          'application/json': { schema: isTable ? ref('Envelope') : { type: 'object' } },
          ...(asked && { 'text/csv': { schema: { type: 'string' } } }),
        },
      },
      400: {
        description: 'What was asked cannot be answered; the sentence says what can.',
        content: { 'application/json': { schema: ref('Error') } },
      },
    },
  }
}

function parametersOf({ shape }: z.ZodMiniObject) {
  return Object.entries(shape).map(([name, schema]) => {
    const { description = '', ...said } = z.globalRegistry.get(schema) ?? {}
    const required = !(schema instanceof z.ZodMiniOptional || schema instanceof z.ZodMiniDefault)
    return { name, in: 'query', required, description, schema: { ...choiceOf(schema), ...said } }
  })
}

/** One of several words tells all of itself; anything else is described where it is made. */
function choiceOf(schema: z.core.$ZodType): object {
  if (schema instanceof z.ZodMiniEnum) return { type: 'string', enum: schema.options }
  if (schema instanceof z.ZodMiniOptional) return choiceOf(schema.def.innerType)
  if (!(schema instanceof z.ZodMiniDefault)) return {}
  const choice = choiceOf(schema.def.innerType)
  return 'enum' in choice ? { default: schema.def.defaultValue, ...choice } : {}
}

function ref(name: string) {
  return { $ref: `#/components/schemas/${name}` }
}

const ERROR = {
  type: 'object',
  required: ['error'],
  properties: { error: { type: 'string', description: 'A sentence.' }, documentation: { type: 'string' } },
}

const ENVELOPE = {
  type: 'object',
  required: [
    'query',
    'definition_version',
    'data_through',
    'state',
    'revision',
    'coverage',
    'columns',
    'rows',
  ],
  properties: {
    query: { type: 'object', description: 'What was understood, with every default filled in.' },
    definition_version: {
      type: 'integer',
      description: 'Changes when a definition in /api/v1/dimensions does.',
    },
    data_through: {
      type: ['string', 'null'],
      format: 'date-time',
      description: 'What had been received by then is in the numbers.',
    },
    state: {
      enum: ['final', 'provisional'],
      description: 'Final numbers do not change any more: 72 hours after a day.',
    },
    revision: { type: 'integer', description: 'Grows whenever a number of these days is made anew.' },
    coverage: {
      type: 'object',
      properties: {
        first_day: { type: ['string', 'null'], description: 'The first day on which anything was counted.' },
        days: {
          type: 'integer',
          description: 'How many of the days asked for have anything counted on them.',
        },
        missing: {
          type: 'array',
          items: { type: 'string' },
          description: 'Days on which nothing at all was counted.',
        },
      },
    },
    demo: { type: 'boolean', description: 'Present where the numbers are made up for a demonstration.' },
    columns: { type: 'array', items: { type: 'string' } },
    rows: { type: 'array', items: { type: 'array', items: { type: ['string', 'number', 'null'] } } },
  },
}
