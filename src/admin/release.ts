// /admin/v1/release: what `latest` stands for in the paths of files.
import * as z from 'zod/mini'
import { RELEASE_KEY, parseReleases, releasesSchema } from '../routing/release.ts'
import type { AdminCall } from './call.ts'
import { changeKey, everywhereBy, readKey, readLastChange } from './change.ts'
import { readInput, readQuery, reason } from './input.ts'

const putSchema = z.strictObject({ release: releasesSchema, reason: z.optional(reason) })
const deleteSchema = z.strictObject({ reason: z.optional(reason) })

export async function getRelease({ edge }: AdminCall): Promise<Response> {
  const { text } = await readKey(edge, RELEASE_KEY)
  return Response.json({ release: text === null ? null : parseReleases(text) })
}

export async function putRelease(call: AdminCall): Promise<Response> {
  const { release, reason = '' } = await readInput(call.request, putSchema)
  return change(call, typeof release === 'string' ? release : JSON.stringify(release), reason)
}

/** There is no `latest` then. */
export async function deleteRelease(call: AdminCall): Promise<Response> {
  return change(call, null, readQuery(call.url, deleteSchema).reason ?? '')
}

async function change({ edge, config, actor, now }: AdminCall, text: string | null, reason: string) {
  const last = await readLastChange(edge, RELEASE_KEY)
  const before = (await readKey(edge, RELEASE_KEY)).text ?? ''
  const action = text === null ? 'delete' : 'put'
  const audited = { actor, at: now, subject: RELEASE_KEY, action, reason, detail: '' } as const
  const audit = await changeKey(edge, { audited: { ...audited, before, after: text ?? '' }, text, last })
  config.forget()
  const release = text === null ? null : parseReleases(text)
  return Response.json({ release, audit, everywhere_by: everywhereBy(edge, now) })
}
