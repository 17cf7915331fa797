// Bytes, or the part of them that a Range header asks for (RFC 9110 section 14).
import { bytesAnswer } from './body.ts'
import type { Bytes } from './content/digest.ts'

type Range = { start: number; end: number }

/** Null: no range that we understand, so the whole is the answer. The end is not part of it. */
const parseRange = (value: string, length: number): Range | null => {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(value) ?? []
  if (first === '' && last === '') return null
  if (first === '') return { start: Math.max(0, length - Number(last)), end: length }
  return { start: Number(first), end: last === '' ? length : Math.min(Number(last) + 1, length) }
}

export const rangeAnswer = (request: Request, bytes: Bytes, headers: Record<string, string>): Response => {
  const range = parseRange(request.headers.get('range') ?? '', bytes.length)
  const all = { 'accept-ranges': 'bytes', 'content-type': 'application/octet-stream', ...headers }
  if (range === null || request.method !== 'GET') return bytesAnswer(bytes, all)
  if (range.start >= range.end) {
    return new Response(null, {
      status: 416,
      headers: { ...all, 'content-range': `bytes */${bytes.length}` },
    })
  }
  const contentRange = `bytes ${range.start}-${range.end - 1}/${bytes.length}`
  return bytesAnswer(bytes.slice(range.start, range.end), { ...all, 'content-range': contentRange }, 206)
}
