// What has been seen on the way, told as it goes.
import type { Terminal } from '../command/terminal.ts'
import type { Environment } from './proxy.ts'
import type { Step } from './blocked.ts'

export type Hop = { step: Step; host: string; ok: boolean; seen: string }

export type Trail = {
  hops: Hop[]
  warnings: string[]
  /** In the order in which they were met, with their ports as in their addresses. */
  hosts: string[]
  env: Environment
  timeoutMs: number
  /** Before anything is asked of it. */
  meet: (url: URL) => void
  passed: (step: Step, host: string, seen: string) => void
  failed: (step: Step, host: string, seen: string) => void
  warn: (sentence: string) => void
}

/** How long each single step may take. */
const STEP_TIMEOUT_MS = 10_000

const WAYS: Step[] = ['DNS', 'TCP', 'TLS', 'proxy']

export type TrailOptions = { env: Environment; timeoutMs?: number }

export function createTrail(
  { say, paint }: Terminal,
  { env, timeoutMs = STEP_TIMEOUT_MS }: TrailOptions,
): Trail {
  const hops: Hop[] = []
  const hosts: string[] = []
  const warnings: string[] = []
  const add = (hop: Hop) => {
    // A host is connected to for each request; the way there is told once.
    if (
      hop.ok &&
      hops.some(({ step, host }) => step === hop.step && host === hop.host && WAYS.includes(step))
    )
      return
    hops.push(hop)
    const mark = hop.ok ? paint('green', 'ok') : paint('red', 'x ')
    say(`${String(hops.length).padStart(2)}. ${mark} ${hop.step.padEnd(8)} ${hop.host}  ${hop.seen}`)
  }
  return {
    hops,
    hosts,
    warnings,
    env,
    timeoutMs,
    meet: ({ host }) => {
      if (!hosts.includes(host)) hosts.push(host)
    },
    passed: (step, host, seen) => add({ step, host, ok: true, seen }),
    failed: (step, host, seen) => add({ step, host, ok: false, seen }),
    warn: (sentence) => {
      if (warnings.includes(sentence)) return
      warnings.push(sentence)
      say(paint('yellow', `    Warning: ${sentence}.`))
    },
  }
}
