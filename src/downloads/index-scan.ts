// Finding the addresses in an index.yaml without reading all of it: an index has megabytes, a Worker little time.
//
// Understood is what `helm repo index` and other tools write: block style down to the fields of a version; their values
// in any style. Whatever else is YAML is refused with the line, never guessed.
import { type Scalar, endOfValue, scanFlowList, scanScalar } from './yaml-scalar.ts'

export class IndexError extends Error {}

/** One version of a chart: where its addresses stand in the text. */
export type ScannedVersion = { name: string; version: string; urls: Scalar[] }

const KEY = /(?:"([^"\\]*)"|'([^']*)'|([\w.][\w./+-]*))[ \t]*:(?=[ \t\r\n]|$)[ \t]*/y

type Key = { name: string; valueAt: number }

type Line = { start: number; indent: number; at: number; end: number }

type Scan = {
  text: string
  /** Where the next line begins. */
  next: number
  found: ScannedVersion[]
  topKeys: Set<string>
  topKey: string
  /** How far charts, the dashes of their versions, and the versions' fields stand in; null until seen. */
  chartIndent: number | null
  dashIndent: number | null
  fieldIndent: number | null
  chart: string | null
  version: { version: string | null; urls: Scalar[]; fields: Set<string> } | null
  field: string
  /** How far the dashes of `urls` stand in; null where no list is open. */
  urlIndent: number | null
}

/** All versions of an index in the order of the text. Throws an IndexError that names the line. */
export function scanIndex(text: string): ScannedVersion[] {
  const scan: Scan = {
    text,
    next: text.startsWith('\uFEFF') ? 1 : 0,
    found: [],
    topKeys: new Set(),
    topKey: '',
    chartIndent: null,
    dashIndent: null,
    fieldIndent: null,
    chart: null,
    version: null,
    field: '',
    urlIndent: null,
  }
  while (scan.next < text.length) {
    const line = nextLine(scan)
    if (line === null) continue
    if (scan.fieldIndent !== null && line.indent > scan.fieldIndent) scanDeeper(scan, line)
    else if (line.indent === 0) scanTop(scan, line)
    else if (scan.topKey === 'entries') scanEntry(scan, line)
  }
  endVersion(scan, text.length)
  for (const key of ['apiVersion', 'entries'])
    if (!scan.topKeys.has(key)) throw new IndexError(`it has no ${key}`)
  return scan.found
}

/** null for a line that is empty or a comment. */
function nextLine(scan: Scan): Line | null {
  const { text, next: start } = scan
  const newline = text.indexOf('\n', start)
  const end = newline === -1 ? text.length : newline
  scan.next = end + 1
  let at = start
  while (text.charCodeAt(at) === 32) at++
  const first = text[at]
  return at >= end || first === '#' || (first === '\r' && at === end - 1)
    ? null
    : { start, indent: at - start, at, end }
}

function scanTop(scan: Scan, line: Line): void {
  const { text } = scan
  const content = text.slice(line.at, line.end).trimEnd()
  if (content === '---' && scan.topKeys.size === 0) return
  const isOfList = content === '-' || content.startsWith('- ')
  // A list may stand as far out as the key it belongs to.
  if (isOfList && scan.topKey !== '' && scan.topKey !== 'entries') return
  const key = keyAt(scan, line.at)
  if (key === null || scan.topKeys.has(key.name)) throw refused(scan, line.at)
  endVersion(scan, line.at)
  Object.assign(scan, { chart: null, fieldIndent: null, dashIndent: null, topKey: key.name })
  scan.topKeys.add(key.name)
  if (key.name !== 'entries') {
    skipValue(scan, key, 0)
    return
  }
  const value = text.slice(key.valueAt, line.end).trimEnd()
  if (value !== '' && !value.startsWith('#') && !/^\{\s*\}(?:\s+#.*)?$/.test(value))
    throw refused(scan, line.at)
}

/** Below `entries`, down to the fields of a version. */
function scanEntry(scan: Scan, line: Line): void {
  scan.chartIndent ??= line.indent
  const isDash = scan.text[line.at] === '-' && /[ \r\n]/.test(scan.text[line.at + 1] ?? '\n')
  if (scan.fieldIndent === line.indent) {
    if (!isDash) {
      scanField(scan, line.at)
      return
    }
    if (scan.field === 'urls') {
      scanUrl(scan, line)
      return
    }
    return
  }
  if (isDash && scan.chart !== null && line.indent === (scan.dashIndent ?? line.indent)) {
    beginVersion(scan, line)
    return
  }
  const key = line.indent === scan.chartIndent ? keyAt(scan, line.at) : null
  if (key === null) throw refused(scan, line.at)
  endVersion(scan, line.at)
  const value = scan.text.slice(key.valueAt, line.end).trimEnd()
  if (value !== '' && !value.startsWith('#') && value !== '[]') throw refused(scan, line.at)
  Object.assign(scan, { chart: key.name, fieldIndent: null, dashIndent: null })
}

function beginVersion(scan: Scan, line: Line): void {
  endVersion(scan, line.at)
  let at = line.at + 1
  while (scan.text[at] === ' ') at++
  scan.dashIndent = line.indent
  scan.fieldIndent = at - line.start
  scan.version = { version: null, urls: [], fields: new Set() }
  scanField(scan, at)
}

function endVersion(scan: Scan, at: number): void {
  const { chart, version } = scan
  scan.version = null
  scan.field = ''
  scan.urlIndent = null
  if (version === null || chart === null) return
  if (version.version === null)
    throw new IndexError(`${placeOf(scan, at)}: a version of ${chart} has no number`)
  scan.found.push({ name: chart, version: version.version, urls: version.urls })
}

function scanField(scan: Scan, at: number): void {
  const key = keyAt(scan, at)
  const { version, fieldIndent } = scan
  if (key === null || version === null || fieldIndent === null || version.fields.has(key.name))
    throw refused(scan, at)
  version.fields.add(key.name)
  scan.field = key.name
  scan.urlIndent = null
  if (key.name === 'version') {
    const scalar = scanScalar(scan.text, key.valueAt)
    if (scalar === null || scalar.value === '') throw refused(scan, at)
    version.version = scalar.value
  } else if (key.name === 'urls' && scan.text[key.valueAt] === '[') {
    const list = scanFlowList(scan.text, key.valueAt)
    if (list === null) throw refused(scan, at)
    version.urls = list
    scan.field = ''
    skipValue(scan, key, fieldIndent)
  } else if (key.name !== 'urls') {
    skipValue(scan, key, fieldIndent)
  } else if (!/^(?:null|~)?[ \t]*(?:#[^\n]*|\r)?$/.test(restOfLine(scan, key.valueAt)))
    throw refused(scan, at)
}

/** Lines that stand further in than the fields of a version: parts of a field's value. */
function scanDeeper(scan: Scan, line: Line): void {
  if (scan.field === 'urls') scanUrl(scan, line)
  // A version number that goes on in the next line.
  else if (scan.field === 'version') throw refused(scan, line.at)
}

function scanUrl(scan: Scan, line: Line): void {
  const { text } = scan
  scan.urlIndent ??= line.indent
  if (text[line.at] !== '-' || line.indent !== scan.urlIndent) throw refused(scan, line.at)
  let at = line.at + 1
  while (text[at] === ' ') at++
  const scalar = at === line.at + 1 ? null : scanScalar(text, at)
  if (scalar === null || scalar.value === '') throw refused(scan, line.at)
  scan.version?.urls.push(scalar)
}

/** A quoted or bracketed value may go on over lines, all of which must stand further in than its key. */
function skipValue(scan: Scan, key: Key, indent: number): void {
  const end = endOfValue(scan.text, key.valueAt)
  if (end === null) throw refused(scan, key.valueAt)
  while (scan.next < end) {
    const line = nextLine(scan)
    if (line !== null && line.indent <= indent) throw refused(scan, line.at)
  }
}

function keyAt({ text }: Scan, at: number): Key | null {
  KEY.lastIndex = at
  const match = KEY.exec(text)
  if (match === null) return null
  return { name: match[1] ?? match[2] ?? match[3] ?? '', valueAt: at + match[0].length }
}

function restOfLine({ text }: Scan, at: number): string {
  const newline = text.indexOf('\n', at)
  return text.slice(at, newline === -1 ? text.length : newline)
}

function refused(scan: Scan, at: number): IndexError {
  return new IndexError(`${placeOf(scan, at)} is nothing that this gateway understands of YAML`)
}

function placeOf({ text }: Scan, at: number): string {
  return `line ${text.slice(0, at).split('\n').length}`
}
