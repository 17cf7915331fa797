// One pull by one client, and what it asked the gateway for.
import type { Description } from '../registry/content/description.ts'
import type { Client } from './client.ts'
import { type Pull, referenceOf } from './pull.ts'
import type { Recorded, Recorder } from './recorder.ts'

export type Visit = {
  pull: Pull
  /** With all of the image there already. */
  again: boolean
  asked: Recorded[]
}

/** Each pull twice: with nothing of the image there, and with all of it. */
export async function makeVisits(
  client: Client,
  pulls: Pull[],
  { content, recorder }: { content: Description; recorder: Recorder },
): Promise<Visit[]> {
  const visits: Visit[] = []
  for (const pull of pulls) {
    const reference = `localhost:${recorder.port}/${referenceOf(content, pull)}`
    const image = { reference, platform: pull.platform }
    for (const again of [false, true]) {
      await client.pull(image)
      visits.push({ pull, again, asked: recorder.take() })
    }
    await client.remove(image)
  }
  return visits
}
