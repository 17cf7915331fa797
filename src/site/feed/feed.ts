// /feed.atom: the numbers of a week in a feed reader, once they do not change any more (RFC 4287).
import { isDemo } from '../../analytics/stats/accuracy.ts'
import { dayString } from '../../analytics/stats/interval.ts'
import { type Incident, readIncidents } from '../../monitor/incident.ts'
import { escapeXml } from '../xml.ts'
import { type Digest, readDigests } from './digest.ts'
import { type Week, readFinalWeeks } from './week.ts'
import { htmlOf, titleOf } from './words.ts'

export const FEED = '/feed.atom'
const WEEKS_MAX = 8
/** There is something new once a week. */
const CACHE = 'public, max-age=3600'

/** `now` in milliseconds since 1970. */
export async function answerFeed(db: D1Database, now: number, url: URL): Promise<Response> {
  if (url.search !== '') return refusal('the feed takes no parameters')
  const [weeks, incidents, demo] = await Promise.all([
    readFinalWeeks(db, now, WEEKS_MAX),
    readIncidents(db),
    isDemo(db),
  ])
  const digests = weeks.length === 0 ? [] : await readDigests(db, weeks)
  const entries = digests.map((digest) => entryOf(digest, incidents, url))
  return new Response(feedOf(entries, { url, weeks, demo }), {
    headers: { 'Content-Type': 'application/atom+xml; charset=utf-8', 'Cache-Control': CACHE },
  })
}

type About = { url: URL; weeks: Week[]; demo: boolean }

function feedOf(entries: string[], { url, weeks, demo }: About): string {
  const host = escapeXml(url.host)
  const origin = escapeXml(url.origin)
  // Of no week yet: a feed has to say some time, and one that stays.
  const updated = Math.max(0, ...weeks.map(({ finalAt }) => finalAt))
  const subtitle = demo
    ? 'These numbers are made up for a demonstration.'
    : 'What was fetched in a week, told when late events have come in: three days after its Sunday.'
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">',
    `<id>tag:${escapeXml(url.hostname)},2026:weeks</id>`,
    `<title>${demo ? 'Demonstration: downloads' : 'Downloads'} from ${host}, week by week</title>`,
    `<subtitle>${subtitle}</subtitle>`,
    `<updated>${new Date(updated).toISOString()}</updated>`,
    `<author><name>${host}</name></author>`,
    '<rights>CC0-1.0</rights>',
    `<link rel="self" type="application/atom+xml" href="${origin}${FEED}"/>`,
    `<link rel="alternate" type="text/html" href="${origin}/"/>`,
    ...entries,
    '</feed>\n',
  ].join('\n')
}

/** The same id and time whenever it is asked for, so that a reader shows it once. */
function entryOf(digest: Digest, incidents: Incident[], url: URL): string {
  const { monday, sunday, year, number, finalAt } = digest.week
  const [start, end] = [monday * 86_400_000, (sunday + 1) * 86_400_000]
  const within = incidents.filter(
    ({ started_at, ended_at }) => started_at < end && (ended_at ?? Infinity) >= start,
  )
  const id = `tag:${url.hostname},${dayString(monday)}:week/${year}-W${String(number).padStart(2, '0')}`
  const at = new Date(finalAt).toISOString()
  return [
    '<entry>',
    `<id>${escapeXml(id)}</id>`,
    `<title>${escapeXml(titleOf(digest))}</title>`,
    `<published>${at}</published>`,
    `<updated>${at}</updated>`,
    `<link rel="alternate" type="text/html" href="${escapeXml(url.origin)}/"/>`,
    `<content type="html">${escapeXml(htmlOf(digest, within))}</content>`,
    '</entry>',
  ].join('\n')
}

function refusal(sentence: string): Response {
  return Response.json({ error: sentence }, { status: 400, headers: { 'Cache-Control': 'no-store' } })
}
