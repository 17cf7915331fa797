// Sends requests at a steady rate and looks at each answer.
import { createHash } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { type Asked, FAILED, countedOf } from './asked.ts'
import type { Expected } from './expected.ts'

const ANSWER_MS_MAX = 45_000
const PROBLEMS_MAX = 20

type Surroundings = { url: string; expected: Expected; mayFailureShow: (since: number) => boolean }

/** What has been seen so far. */
export type Seen = {
  requests: number
  /** Answers that showed the upstream's failing, and might. */
  failures: number
  /** Answers that should not have come; the first of them. */
  problems: string[]
}

export type Driver = {
  seen: Seen
  /** One thing after the other, as a client does it. */
  play: (asked: Asked[]) => Promise<void>
  /** Begins one thing every so often, whatever becomes of those before; ends when all have. */
  playSteadily: (next: () => Asked[], plan: { perSecond: number; forMs: number }) => Promise<void>
}

export function createDriver(surroundings: Surroundings): Driver {
  const seen: Seen = { requests: 0, failures: 0, problems: [] }

  async function play(asked: Asked[], address = 1): Promise<void> {
    try {
      for (const one of asked) await send(surroundings, seen, one, address)
    } catch (error) {
      note(seen, `${asked[0]?.method ?? ''} ${asked[0]?.path ?? ''}: ${String(error)}`)
    }
  }

  return {
    seen,
    play,
    playSteadily: async (next, { perSecond, forMs }) => {
      const begun = Date.now()
      const underWay = new Set<Promise<void>>()
      for (let index = 0; ; index++) {
        const at = begun + (index * 1000) / perSecond
        if (at > begun + forMs) break
        await delay(Math.max(0, at - Date.now()))
        const one = play(next(), index).finally(() => underWay.delete(one))
        underWay.add(one)
      }
      await Promise.all(underWay)
    },
  }
}

function note({ problems }: Seen, problem: string): void {
  if (problems.length < PROBLEMS_MAX) problems.push(problem)
}

/** Sends it and takes down what it has to be counted as, which depends on the answer. */
async function send(
  { url, expected, mayFailureShow }: Surroundings,
  seen: Seen,
  asked: Asked,
  address: number,
): Promise<void> {
  const { method, path, agent, status } = asked
  const since = Date.now()
  const network = { 'User-Agent': agent.header, 'CF-Connecting-IP': `203.0.113.${address % 250}` }
  const signal = AbortSignal.timeout(ANSWER_MS_MAX)
  seen.requests++
  const headers = { ...network, ...asked.headers }
  const response = await fetch(url + path, { method, headers, redirect: 'manual', signal })
  const bytes = new Uint8Array(await response.arrayBuffer())
  const isExcused = asked.mayFail === true && FAILED.includes(response.status) && mayFailureShow(since)
  if (isExcused) seen.failures++
  else if (response.status !== status) {
    const words = new TextDecoder().decode(bytes).slice(0, 300)
    note(seen, `${method} ${path}: ${response.status} and not ${status}: ${words}`)
  }
  for (const one of countedOf(asked, response.status)) expected.count(one)
  if (asked.drops !== undefined) expected.drop(asked.drops)
  if (asked.digest !== undefined && response.status === status)
    await checkDigest(seen, asked.digest, { response, bytes })
}

type Answered = { response: Response; bytes: Uint8Array }

/** Of a redirect, what is behind it: the product carries no layers, and is answerable for where it sends people. */
async function checkDigest(seen: Seen, digest: string, { response, bytes }: Answered): Promise<void> {
  const location = response.headers.get('Location')
  const content = location === null ? bytes : new Uint8Array(await (await fetch(location)).arrayBuffer())
  const found = `sha256:${createHash('sha256').update(content).digest('hex')}`
  const named = response.headers.get('Docker-Content-Digest') ?? 'nothing'
  if (found !== digest || named !== digest)
    note(seen, `${digest}: the bytes are ${found}, the header says ${named}`)
}
