// A client that pulls one image after the other, without end, and each time makes sure that it is what it should be.
import type { Description } from '../registry/content/description.ts'
import type { Client } from './client.ts'
import { PULLS, type Pull, imageOf, versionOf } from './pull.ts'

/** Far more than there is time for. */
const PULLS_MAX = 1000

export type PullMade = {
  what: string
  begun: number
  ended: number
  /** What the image should say that it is, and what it says: null if it could not be had. */
  due: string
  got: string | null
  /** What the client said if so. */
  problem: string | null
}

export type Puller = {
  made: () => PullMade[]
  /** After the pull that is under way. */
  stop: () => Promise<void>
}

/** A registry as the client knows it, `localhost:PORT`, and what is in it. */
export type Shelf = { host: string; content: Description }

export function startPuller(client: Client, shelf: Shelf): Puller {
  const made: PullMade[] = []
  const stopping = new AbortController()
  const pulling = (async () => {
    for (const pull of endlessly(PULLS)) {
      if (stopping.signal.aborted) return
      const begun = Date.now()
      const outcome = await outcomeOf(client, pull, shelf)
      made.push({ what: pull.what, begun, ended: Date.now(), due: versionOf(pull), ...outcome })
    }
  })()
  return {
    made: () => made,
    stop: async () => {
      stopping.abort()
      await pulling
    },
  }
}

function* endlessly<Item>(items: Item[]): Generator<Item> {
  for (let count = 0; count < PULLS_MAX; count += items.length) yield* items
}

type Outcome = Pick<PullMade, 'got' | 'problem'>

async function outcomeOf(client: Client, pull: Pull, shelf: Shelf): Promise<Outcome> {
  try {
    return { got: await versionPulled(client, pull, shelf), problem: null }
  } catch (error) {
    return { got: null, problem: error instanceof Error ? error.message : String(error) }
  }
}

/** What the image, which is not there before and not after, says it is. */
export async function versionPulled(client: Client, pull: Pull, { host, content }: Shelf): Promise<string> {
  const { index, manifest } = imageOf(content, pull)
  const reference = pull.by === 'tag' ? `:${pull.tag}` : `@${index ?? manifest}`
  const image = { reference: `${host}/${pull.name}${reference}`, platform: pull.platform }
  try {
    await client.pull(image)
  } catch (error) {
    // Part of it may be there, or nothing.
    await client.remove(image).catch(() => undefined)
    throw error
  }
  try {
    return (await client.readFile(image, 'etc/cert-manager/version')).trim()
  } finally {
    await client.remove(image)
  }
}
