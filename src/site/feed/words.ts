// A week's digest in words: a title, and HTML that any reader of feeds can show.
import { dayString } from '../../analytics/stats/interval.ts'
import type { Incident } from '../../monitor/incident.ts'
import { METRIC_WORDS } from '../page/wording.ts'
import { escapeXml } from '../xml.ts'
import { type ArtifactDigest, type Count, type Digest, TOLD } from './digest.ts'

const numbers = new Intl.NumberFormat('en')

/** `Week 46 of 2026: 1,234,567 pulls, +3.4 %`. */
export function titleOf({ week, numbers: found }: Digest): string {
  const main = found.find(({ count }) => count > 0) ?? found[0]
  const told = main === undefined ? '' : `: ${numbers.format(main.count)} ${METRIC_WORDS[main.metric].unit}`
  const change = main === undefined ? '' : changeOf(main)
  return `Week ${week.number} of ${week.year}${told}${change === '' ? '' : `, ${change}`}`
}

export function htmlOf(digest: Digest, incidents: Incident[]): string {
  const { week, artifacts, numbers: found } = digest
  return [
    `<p>${dayString(week.monday)} to ${dayString(week.sunday)}, UTC.${missingOf(week.missing)}</p>`,
    tableOf(artifacts, found),
    listOf('Versions', artifacts.flatMap(movementOf)),
    listOf('Incidents', incidents.map(incidentOf)),
  ].join('')
}

function missingOf(days: string[]): string {
  return days.length === 0 ? '' : ` Nothing at all was counted on ${days.join(', ')}.`
}

function tableOf(artifacts: ArtifactDigest[], found: Count[]): string {
  if (artifacts.length === 0) return '<p>Nothing was fetched.</p>'
  const metrics = TOLD.filter((metric) => found.some((one) => one.metric === metric && one.count > 0))
  const cell = (counts: Count[]) => (metric: Count['metric']) =>
    counts
      .filter((one) => one.metric === metric)
      .map((one) => `<td align="right">${numbers.format(one.count)}${bracketed(changeOf(one))}</td>`)
      .join('')
  const row = (name: string, counts: Count[]) =>
    `<tr><th align="left">${escapeXml(name)}</th>${metrics.map(cell(counts)).join('')}</tr>`
  const head = metrics.map((metric) => `<th align="right">${METRIC_WORDS[metric].unit}</th>`).join('')
  const all = artifacts.length > 1 ? row('all together', found) : ''
  const rows = artifacts.map(({ name, numbers: counts }) => row(name, counts)).join('')
  return `<table><thead><tr><th align="left">artifact</th>${head}</tr></thead><tbody>${rows}${all}</tbody></table>`
}

function bracketed(text: string): string {
  return text === '' ? '' : ` (${text})`
}

function movementOf({ name, newest, passedHalf, of }: ArtifactDigest): string[] {
  const what = METRIC_WORDS[of].unit
  const said = [
    ...(newest === null
      ? []
      : [`${newest.version} is the newest release, with ${percent(newest.share)} of ${what}`]),
    ...passedHalf.map((minor) => `${minor} has passed 50 % of ${what}`),
  ]
  return said.length === 0 ? [] : [`${name}: ${said.join('; ')}`]
}

function incidentOf({
  kind,
  started_at,
  ended_at,
  from_upstream,
  to_upstream,
  why,
  saved,
  note,
}: Incident): string {
  const said = note === null ? '' : `. ${note}`
  if (kind === 'notice') {
    const end = ended_at === null ? '' : ` to ${timeOf(ended_at)}`
    return `${timeOf(started_at)}${end}${said}`
  }
  if (kind === 'switch')
    return `${timeOf(started_at)}: switched from ${from_upstream} to ${to_upstream} (${why})${said}`
  const until = ended_at === null ? 'and had not come back' : `until ${timeOf(ended_at)}`
  const instead = to_upstream === '' ? '' : `; ${to_upstream} stood in`
  const requests = saved === 0 ? '' : `; ${numbers.format(saved)} requests were answered all the same`
  return `${timeOf(started_at)}: ${from_upstream} was down ${until} (${why})${instead}${requests}${said}`
}

function listOf(title: string, items: string[]): string {
  if (items.length === 0) return ''
  return `<h3>${title}</h3><ul>${items.map((item) => `<li>${escapeXml(item)}</li>`).join('')}</ul>`
}

/** `+3.4 %`; '' where there is nothing to compare with. */
function changeOf({ count, previous }: Count): string {
  if (previous === null || previous === 0) return ''
  const change = percent(count / previous - 1)
  return count > previous ? `+${change}` : change
}

function percent(share: number): string {
  return `${numbers.format(Math.round(share * 1000) / 10)} %`
}

function timeOf(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
