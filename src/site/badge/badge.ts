// A number for a README: as an SVG of our own, or as what shields.io makes one from.
import * as z from 'zod/mini'
import { dayOf } from '../../analytics/calendar.ts'
import { METRICS } from '../../analytics/event.ts'
import { readTotals } from '../../analytics/stats/totals.ts'
import { checkArtifact } from '../api/known-artifact.ts'
import * as parameter from '../api/parameter.ts'
import { METRIC_WORDS } from '../page/wording.ts'
import { COLOR_NAMES, parseColor } from './color.ts'
import { drawBadge } from './draw.ts'
import { type BadgePath, PERIODS, parseBadgePath } from './path.ts'

/** What shields.io requires of an endpoint; it refuses any other key. */
type Badge = {
  schemaVersion: 1
  label: string
  message: string
  color: string
  cacheSeconds: number
}

const LABEL_LENGTH_MAX = 64
const MISTAKE_LENGTH_MAX = 120
const CACHE_SECONDS = 3600
/** It is a picture: opened by itself, it may do nothing either. */
const POLICY = "default-src 'none'; sandbox"
const SHAPE =
  'a badge is at /badge/<artifact>/<metric>/<day|week|month|total>.svg or .json; ' +
  `a metric is one of ${METRICS.join(', ')}`

const query = z.strictObject({
  label: z.optional(
    z.string().check(z.maxLength(LABEL_LENGTH_MAX), z.regex(/^\P{C}*$/u, 'must be text that can be seen')),
  ),
  color: z
    ._default(z.string(), 'blue')
    .check(
      z.refine(
        (value) => parseColor(value) !== null,
        `must be hexadecimal, 007ec6, or one of ${COLOR_NAMES.join(', ')}`,
      ),
    ),
  class: parameter.classes,
})

/** `now` in milliseconds since 1970. */
export async function answerBadge(db: D1Database, now: number, url: URL): Promise<Response> {
  const isPicture = url.pathname.endsWith('.svg')
  const path = parseBadgePath(url.pathname)
  if (path === null) return isPicture ? pictureOfMistake(SHAPE) : mistake(404, SHAPE)
  try {
    const badge = await readBadge(db, { path, search: url.searchParams, now })
    return isPicture ? picture(badge) : Response.json(badge)
  } catch (error) {
    if (!(error instanceof parameter.ParameterError)) throw error
    return isPicture ? pictureOfMistake(error.message) : mistake(400, error.message)
  }
}

type Asked = { path: BadgePath; search: URLSearchParams; now: number }

async function readBadge(db: D1Database, { path, search, now }: Asked): Promise<Badge> {
  const { artifact, metric, period } = path
  const { label, color, class: classes } = parameter.parseParameters(query, search)
  await checkArtifact(db, artifact ?? undefined)
  const days = PERIODS[period]
  const today = dayOf(now)
  const span = days === null ? null : { interval: 'day' as const, from: today - days, to: today }
  const question = { artifact, metric, classes, by: null, where: {} }
  const [total] = await readTotals(db, { question, span, before: null, limit: 1 })
  return {
    schemaVersion: 1,
    label: label ?? METRIC_WORDS[metric].unit,
    message: `${shortNumber(total?.count ?? 0)}${days === null ? ' total' : `/${period}`}`,
    color,
    cacheSeconds: CACHE_SECONDS,
  }
}

/** `987`, `1.2k`, `12k`, `3.4M`: two digits at least. */
export function shortNumber(count: number): string {
  return new Intl.NumberFormat('en', { notation: 'compact' }).format(count).replace('K', 'k')
}

function picture({ label, message, color }: Omit<Badge, 'schemaVersion' | 'cacheSeconds'>): Response {
  const title = label === '' ? message : `${label}: ${message}`
  const svg = drawBadge({ label, message, color: parseColor(color) ?? '', title })
  return new Response(svg, {
    headers: { 'Content-Type': 'image/svg+xml; charset=utf-8', 'Content-Security-Policy': POLICY },
  })
}

/**
 * 200 all the same: pages show pictures through proxies that turn any other status into a broken one, and whoever has
 * misspelt a name is to read so. Never kept, since the name may be counted soon.
 */
function pictureOfMistake(sentence: string): Response {
  const message =
    sentence.length > MISTAKE_LENGTH_MAX ? `${sentence.slice(0, MISTAKE_LENGTH_MAX)}…` : sentence
  const response = picture({ label: 'badge', message, color: 'lightgrey' })
  response.headers.set('Cache-Control', 'no-store')
  return response
}

function mistake(status: 400 | 404, sentence: string): Response {
  return Response.json({ error: sentence }, { status, headers: { 'Cache-Control': 'no-store' } })
}
