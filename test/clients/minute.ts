// Cloudflare's minutes, played in three seconds: what runs every minute there keeps its pace in a local run.
import { setTimeout as delay } from 'node:timers/promises'

const MINUTE_MS = 3_000
const CRON = encodeURIComponent('* * * * *')

/** Returns what ends it. A round that fails is made up for by the next. */
export function playMinutes(gatewayPort: number): () => Promise<void> {
  const stopping = new AbortController()
  const { signal } = stopping
  const url = `http://127.0.0.1:${gatewayPort}/cdn-cgi/local/scheduled?cron=${CRON}`
  const playing = (async () => {
    while (!signal.aborted) {
      await delay(MINUTE_MS, undefined, { signal })
      await fetch(url, { signal }).catch(() => undefined)
    }
  })().catch((error: unknown) => {
    if (!signal.aborted) throw error
  })
  return async () => {
    stopping.abort()
    await playing
  }
}
