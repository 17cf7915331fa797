// Whether a switch has taken effect, seen from outside, as a client would.
import { setTimeout as sleep } from 'node:timers/promises'
import { getDomain } from 'tldts'
import { isDigest } from '../../src/oci/name.ts'
import { ALL_MANIFEST_TYPES } from '../../src/oci/media-type.ts'
import { type Status, statusSchema } from '../gateway/answer.ts'
import type { Gateway } from '../gateway/gateway.ts'
import type { Sample } from './sample.ts'
import { HELD_BACK_MS } from './spread.ts'

/** After everybody should have it: KV's minute is what its documentation promises, and not always what it takes. */
const TO_SPARE_MS = 30_000
/** At least, whatever the gateway says; its clock may differ. */
const CONFIRM_MS_MIN = 120_000
const EVERY_MS = 1000
/** Requests land on several isolates, so one of them says little. */
const IN_A_ROW = 3

export type Confirmation = { confirmed: boolean; /** What was seen last. */ seen: string; seconds: number }

type Wanted = {
  upstream: string
  sample: Sample | null
  /** Why no image could be had of it to look for, if it has failed or refused: nobody waits for that to pass. */
  failure: string | null
  /** How long it may take until everybody has it. */
  spreadMs: number
  signal: AbortSignal
  onLook: (seen: string) => void
  /** Told where it has to look again, with the most that it takes; once more if that grows. */
  onWait: (seen: string, secondsMax: number) => void
}

/** Looks until the new upstream was seen several times in a row, or it has taken too long, or `signal` calls it off. */
export async function confirmSwitch(gateway: Gateway, wanted: Wanted): Promise<Confirmation> {
  const { upstream, spreadMs, signal, onLook, onWait } = wanted
  const begun = Date.now()
  const mostMs = (heldBackMs: number) => Math.max(CONFIRM_MS_MIN, heldBackMs + spreadMs + TO_SPARE_MS)
  let untilMs = mostMs(0)
  let toldMs = 0
  const seconds = () => Math.round((Date.now() - begun) / 1000)
  let seen = 'nothing was looked at yet'
  let inARow = 0
  while (!signal.aborted && Date.now() - begun <= untilMs) {
    const { wrong, isHeldBack } = await look(gateway, wanted).catch((error: unknown) => ({
      wrong: error instanceof Error ? error.message : String(error),
      isHeldBack: false,
    }))
    if (isHeldBack) untilMs = mostMs(HELD_BACK_MS)
    seen = wrong ?? `${upstream} is in use`
    inARow = wrong === null ? inARow + 1 : 0
    if (wrong !== null && untilMs > toldMs) {
      onWait(seen, Math.round(untilMs / 1000))
      toldMs = untilMs
    }
    onLook(seen)
    if (inARow >= IN_A_ROW) return { confirmed: true, seen, seconds: seconds() }
    await sleep(EVERY_MS, null, { signal }).catch(() => null)
  }
  return { confirmed: false, seen, seconds: seconds() }
}

/** `wrong`: what is not yet as it should be, or null. */
async function look(
  gateway: Gateway,
  { upstream, sample, failure }: Wanted,
): Promise<{ wrong: string | null; isHeldBack: boolean }> {
  const status = await gateway.read('/api/v1/status', statusSchema)
  const active = status.active_upstream
  const why = whyHeldBack(status, upstream)
  const isHeldBack = why !== null
  if (active === upstream && sample === null) return { wrong: failure === null ? why : null, isHeldBack }
  const wrong =
    active !== upstream || sample === null
      ? `the gateway still uses ${active ?? 'none'}`
      : await lookAt(gateway, sample)
  return { wrong: wrong !== null && isHeldBack ? `${why}; ${wrong}` : wrong, isHeldBack }
}

/** Null where the gateway does not hold the upstream back. */
function whyHeldBack({ upstreams }: Status, name: string): string | null {
  const found = upstreams.find((one) => one.name === name)
  if (found === undefined || found.state === 'up') return null
  const failing = `the gateway's probes have found ${name} failing (${found.why ?? 'no reason is given'})`
  return found.state === 'recovering'
    ? `${failing}, well once since, and it is used again after a second good one`
    : `${failing}, and it is used again after two good ones, a minute apart`
}

async function lookAt(
  gateway: Gateway,
  { repository, tag, digest, blob, address, contentHost }: Sample,
): Promise<string | null> {
  const image = await gateway.ask(`/v2/${repository}/manifests/${tag}`, {
    headers: { Accept: ALL_MANIFEST_TYPES },
  })
  await image.body?.cancel()
  const named = image.headers.get('Docker-Content-Digest') ?? ''
  if (image.status !== 200) return `${repository}:${tag} is answered with status ${image.status}`
  if (!isDigest(named) || named !== digest) return `${repository}:${tag} is still answered with ${named}`
  const layer = await gateway.ask(`/v2/${repository}/blobs/${blob}`)
  await layer.body?.cancel()
  const location = layer.headers.get('Location') ?? ''
  if (!URL.canParse(location)) return `a blob of ${repository} is answered with status ${layer.status}`
  const url = new URL(location)
  if (`${url.origin}${url.pathname}` === address || isSameHome(url.host, contentHost)) return null
  return `layers still come from ${url.host}`
}

/** A registry may have several content hosts, under one name of its own. */
function isSameHome(host: string, other: string | null): boolean {
  if (other === null || host === other) return host === other
  const domain = getDomain(host, { allowPrivateDomains: true })
  return domain !== null && domain === getDomain(other, { allowPrivateDomains: true })
}
