// Which two upstreams are compared.
import type { Routes, Upstream } from '../../src/routing/routes.ts'
import { CommandFailure, UsageFailure } from '../command/failure.ts'
import type { Globals } from '../command/global.ts'
import { statusSchema } from '../gateway/answer.ts'
import { gatewayOf } from '../gateway/gateway.ts'

export type Wanted = { from?: string | undefined; to?: string | undefined }

/** From the one in use (the first of a document without a gateway) to the other, if there is only one. */
export async function choosePair(
  globals: Globals,
  { upstreams }: Routes,
  wanted: Wanted,
): Promise<{ from: Upstream; to: Upstream }> {
  if (wanted.from !== undefined && wanted.from === wanted.to)
    throw new UsageFailure(`${wanted.to} is compared with itself; --from must be another`)
  const names = upstreams.map(({ name }) => name)
  const named = (name: string) => {
    const found = upstreams.find((upstream) => upstream.name === name)
    if (found !== undefined) return found
    throw new CommandFailure(`no upstream is named "${name}"; there are: ${names.join(', ')}`)
  }
  const active = wanted.from === undefined ? await activeName(globals) : null
  if (active !== null && !names.includes(active))
    throw new CommandFailure(
      `the gateway uses "${active}", which ${globals.routes ?? 'the routes document'} has not got; say with which to compare: --from ${names.filter((name) => name !== wanted.to).join(' or --from ')}`,
    )
  const from = named(wanted.from ?? active ?? names.find((name) => name !== wanted.to) ?? '')
  const others = names.filter((name) => name !== from.name)
  const [only] = others
  if (wanted.to === undefined && (only === undefined || others.length > 1)) {
    const hint = only === undefined ? 'there is no other' : `say with which: --to ${others.join(' or --to ')}`
    throw new CommandFailure(`${from.name} is compared with another upstream; ${hint}`)
  }
  const to = named(wanted.to ?? only ?? '')
  if (to.name === from.name)
    throw new CommandFailure(`${to.name} is compared with itself; --from must be another`)
  return { from, to }
}

async function activeName(globals: Globals): Promise<string | null> {
  if (globals.gateway === null) return null
  return (await gatewayOf(globals).read('/api/v1/status', statusSchema)).active_upstream
}
