// The index of a classic Helm repository with every chart's address made ours, and the way back.
import * as z from 'zod/mini'
import { IN_ENGLISH } from '../english.ts'
import { IndexError, scanIndex } from './index-scan.ts'

export type Chart = {
  name: string
  version: string
  /** Where it really is. */
  address: string
}

export type ChartIndex = {
  bytes: Uint8Array
  /** By the path below the repository's, as it stands in an address. */
  charts: ReadonlyMap<string, Chart>
}

export type Place = {
  /** Where the index came from: `https://charts.jetstack.io`. */
  source: string
  /** Where it is served: `https://downloads.example.org/charts`. */
  base: string
}

/** What stands in a path as it is. */
const PATH = /^(?:[\w.~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})+$/
const VERSION_LENGTH_MAX = 128
const NAME = /^[a-z0-9][\w.-]{0,127}$/i

/**
 * Throws an IndexError for what it does not understand, whole or in part: an index is served with all addresses made
 * ours or not at all. Those that are no web addresses stay: a redirect cannot lead to `oci://`.
 */
export function rewriteIndex(text: string, place: Place): ChartIndex {
  const charts = new Map<string, Chart>()
  const origin = new URL(`${place.source}/`)
  const into = { base: place.base, origin, charts }
  const rewritten = /^[\s\uFEFF]*\{/.test(text) ? rewriteJson(text, into) : rewriteYaml(text, into)
  return { bytes: new TextEncoder().encode(rewritten), charts }
}

type Into = { base: string; origin: URL; charts: Map<string, Chart> }

function rewriteYaml(text: string, into: Into): string {
  const parts: string[] = []
  let end = 0
  for (const { name, version, urls } of scanIndex(text)) {
    urls.forEach((url, index) => {
      const ours = ourAddress(into, { name, version, address: url.value, index })
      if (ours === null) return
      parts.push(text.slice(end, url.start), JSON.stringify(ours))
      end = url.end
    })
  }
  return parts.join('') + text.slice(end)
}

const jsonSchema = z.looseObject({
  apiVersion: z.string().check(z.minLength(1)),
  entries: z.record(
    z.string(),
    z.nullable(
      z.array(
        z.looseObject({ version: z.string().check(z.minLength(1)), urls: z.nullish(z.array(z.string())) }),
      ),
    ),
  ),
})

/** JSON is YAML, and some tools write it. */
function rewriteJson(text: string, into: Into): string {
  const parsed = jsonSchema.safeParse(parseJson(text), IN_ENGLISH)
  if (!parsed.success) throw new IndexError(`it is no index: ${z.prettifyError(parsed.error).slice(0, 300)}`)
  for (const [name, versions] of Object.entries(parsed.data.entries)) {
    for (const one of versions ?? []) {
      const { version } = one
      one.urls = (one.urls ?? []).map(
        (address, index) => ourAddress(into, { name, version, address, index }) ?? address,
      )
    }
  }
  return `${JSON.stringify(parsed.data)}\n`
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    throw new IndexError(`it is not JSON: ${String(error)}`)
  }
}

type Listed = Chart & { index: number }

/** Enters a chart under an address of ours and tells that; null for one that is no web address. */
function ourAddress({ base, origin, charts }: Into, listed: Listed): string | null {
  const { name, version } = listed
  if (!NAME.test(name) || version.length > VERSION_LENGTH_MAX)
    throw new IndexError(`${name} ${version} is no chart`)
  const url = URL.parse(listed.address, origin)
  if (url === null || url.username !== '' || url.password !== '')
    throw new IndexError(`${name} ${version} has an address that is none`)
  if (!['https:', 'http:'].includes(url.protocol)) return null
  const chart = { name, version, address: url.href }
  const path = freePath(charts, pathsOf(origin, url, listed), chart.address)
  charts.set(path, chart)
  return `${base}/${path}`
}

/**
 * The path that the chart has at its origin, so that whoever knew an address need change the host alone. For one that
 * lies elsewhere its file name, which a signature names; where that tells too little or is taken, below the version.
 */
function* pathsOf(origin: URL, url: URL, { name, version, index }: Listed): Generator<string> {
  const standard = `${name}-${version}`
  if (url.origin === origin.origin && url.pathname.startsWith(origin.pathname) && url.search === '')
    yield url.pathname.slice(origin.pathname.length)
  const last = url.pathname.split('/').at(-1) ?? ''
  const file = /\.t(?:ar\.)?gz$/.test(last) ? last : `${standard}.tgz`
  if (index === 0 && file === `${standard}.tgz`) yield file
  yield `${encodeURIComponent(standard)}/${file}`
  for (let number = index + 1; ; number++) yield `${encodeURIComponent(standard)}/${number}/${file}`
}

const RESERVED = /^index\.yaml$|\.prov$/

function freePath(charts: ReadonlyMap<string, Chart>, paths: Iterable<string>, address: string): string {
  for (const path of paths) {
    const taken = charts.get(path)
    const isFree = taken === undefined || taken.address === address
    if (isFree && PATH.test(path) && !path.includes('//') && !path.startsWith('/') && !RESERVED.test(path))
      return path
  }
  throw new IndexError('it has no end')
}
