// Daily dumps: every number of a day that is final, for good.
import { HOUR_MS, dayOf, endOfDay } from '../../analytics/calendar.ts'
import { type Part, readContent } from '../../analytics/dump/content.ts'
import { readDumps } from '../../analytics/dump/list.ts'
import { FINAL_AFTER_HOURS, lastFinalDay } from '../../analytics/rollup/final.ts'
import { isDemo } from '../../analytics/stats/accuracy.ts'
import { dayString } from '../../analytics/stats/interval.ts'
import { csvAnswer } from '../api/answer.ts'
import { readIndex, readYear } from './index-document.ts'
import { INDEX, filePath, parseDumpPath } from './path.ts'

const FOR_EVER = 'public, max-age=31536000, immutable'

/** `now` in milliseconds since 1970. */
export async function answerDump(db: D1Database, now: number, url: URL): Promise<Response> {
  const path = parseDumpPath(url.pathname)
  if (url.search !== '') return refusal(400, 'dumps take no parameters')
  switch (path?.kind) {
    case undefined:
      return refusal(404, `dumps are at /data/YYYY/MM/DD.csv and DD.pairs.csv; ${INDEX} lists them`)
    case 'index':
      return Response.json(await readIndex(db, url.origin))
    case 'year': {
      const document = await readYear(db, path.year, url.origin)
      return document === null
        ? refusal(404, `there are no dumps of ${path.year}; ${INDEX} lists the years`)
        : Response.json(document)
    }
    case 'file': {
      const dumps = await readDumps(db, { from: path.day, to: path.day + 1 }, 1)
      return dumps.length === 0
        ? refusal(404, await whyNot(db, path.day, now))
        : answerFile(db, path.day, path.part)
    }
  }
}

async function answerFile(db: D1Database, day: number, part: Part): Promise<Response> {
  const [{ text }, demo] = await Promise.all([readContent(db, day, part), isDemo(db)])
  const name = filePath(day, part).slice('/data/'.length).replaceAll('/', '-')
  const response = csvAnswer(text, demo ? `demo-${name}` : `fairlead-${name}`)
  // Numbers that are made up must not be found in a cache when there are real ones.
  if (!demo) response.headers.set('Cache-Control', FOR_EVER)
  return response
}

async function whyNot(db: D1Database, day: number, now: number): Promise<string> {
  const date = dayString(day)
  if (day > dayOf(now)) return `${date} has not come yet`
  if (day > lastFinalDay(now)) {
    const at = new Date(endOfDay(day) + FINAL_AFTER_HOURS * HOUR_MS).toISOString().slice(0, 16)
    return `${date} is not final: events may still come in; its dump can be had soon after ${at}Z`
  }
  const counted = await db
    .prepare("SELECT 1 FROM rollup WHERE scale = 'day' AND bucket = ?1")
    .bind(day)
    .first()
  return counted === null
    ? `nothing was counted on ${date}; ${INDEX} lists the days that something was`
    : `${date} is being made final; its dump can be had within the hour`
}

function refusal(status: 400 | 404, sentence: string): Response {
  return Response.json({ error: sentence }, { status, headers: { 'Cache-Control': 'no-store' } })
}
