// What the routes of the stand-in share.
import type { DatabaseSync } from 'node:sqlite'

/** What is in the account. */
export type State = {
  /** Names to ids. */
  namespaces: Map<string, string>
  databases: Map<string, { id: string; db: DatabaseSync }>
  queues: string[]
  /** `<namespace id> <key>` to the value. */
  values: Map<string, string>
  /** Uploads of the Worker, the text of each whole. */
  uploads: string[]
  secrets: string[]
  crons: unknown[]
  accounts: { id: string; name: string }[]
}

export type Handler = (match: string[], body: string, query: URLSearchParams) => unknown
export type Route = [method: string, path: RegExp, handler: Handler]
export type Failure = { code: number; message: string; status: number }

/** An answer that is a value itself, and no JSON around it. */
export type Raw = { raw: string }

export function isRaw(result: unknown): result is Raw {
  return typeof result === 'object' && result !== null && 'raw' in result
}

export function failure(code: number, message: string, status: number): Error & Failure {
  return Object.assign(new Error(message), { code, status })
}

export function isFailure(error: unknown): error is Error & Failure {
  return error instanceof Error && 'code' in error && 'status' in error
}

export function textOf(body: string, field: string): string {
  const value: unknown = JSON.parse(body)
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, field) : undefined
  if (typeof found !== 'string') throw failure(1001, `${field} is missing`, 400)
  return found
}

export function arrayOf(body: string): unknown[] {
  const value: unknown = JSON.parse(body)
  return Array.isArray(value) ? value : []
}

/** 32 hexadecimal digits, one name always the same. */
export function idOf(name: string): string {
  const digits = Array.from(name, (letter) => letter.charCodeAt(0).toString(16)).join('')
  return digits.padEnd(32, '0').slice(-32)
}

export function uuidOf(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
}
