// Which version and platform an event is of, from what all served manifests have told.
import { LRU } from 'tiny-lru'
import { HOUR_MS } from './calendar.ts'
import type { Event } from './event.ts'
import type { Message } from './message.ts'
import { mostSpecificTag } from './version.ts'

export type Attributed = { version: string; platform: string }

type ImageRow = {
  digest: string
  role: string
  config: string
  /** From its configuration; '' if that has not been read. */
  own: string
  /** An index that lists it, and as what; null if none does. */
  parent: string | null
  platform: string | null
}
type TagRow = { artifact: string; digest: string; tag: string }
/** A blob that an image of the artifact has: `manifest` is one whose last layer it is, or '' in the row that every such blob has. */
type LayerRow = { artifact: string; digest: string; manifest: string }

/** What is known of the digests of one batch. */
export type Known = { images: ImageRow[]; tags: TagRow[]; layers: LayerRow[] }

/** How many configurations a batch may ask for; the rest of them wait for the next event of their image. */
const CONFIGS_MAX = 5
/** How long one that was asked for in vain is left alone, so that it keeps neither the others nor the queue waiting. */
const LEFT_ALONE_MS = 10 * 60_000
const LEFT_ALONE_MAX = 1000

/** Images whose configuration was asked for of late, by this isolate. */
export type AskedImages = LRU<true>

export function createAskedImages(): AskedImages {
  return new LRU(LEFT_ALONE_MAX, LEFT_ALONE_MS)
}

/** Keeps what the batch has learned, and reads what is known of the digests in it. One transaction, safe to repeat. */
export async function learn(db: D1Database, messages: Message[]): Promise<Known> {
  const facts = JSON.stringify(messages.flatMap(({ fact }) => (fact === null ? [] : [fact])))
  const events = messages.flatMap(({ event }) => (event === null ? [] : [event]))
  const digests = JSON.stringify([...new Set(events.flatMap(({ digest }) => digest ?? []))])
  const results = await db.batch([
    ...KEEP_FACTS.map((sql) => db.prepare(sql).bind(facts)),
    db
      .prepare(KEEP_TAGS)
      .bind(JSON.stringify(events.filter(({ tag, digest }) => tag !== null && digest !== null))),
    db.prepare(READ_IMAGES).bind(digests),
    db.prepare(READ_TAGS).bind(pairsOf(events)),
    db.prepare(READ_LAYERS).bind(pairsOf(events.filter(isDownload))),
  ])
  // The shapes are those of the three statements at the end of this file.
  const [images, tags, layers] = results.slice(-3).map(({ results: rows }) => rows)
  return { images: images as ImageRow[], tags: tags as TagRow[], layers: layers as LayerRow[] }
}

const isDownload = ({ metric }: Event) => metric === 'download'

function pairsOf(events: Event[]): string {
  return JSON.stringify(events.map(({ artifact, digest }) => [artifact, digest]))
}

/** Finds out what no index has told: an image without one says its platform in its configuration. Kept for ever. */
export async function completePlatforms(
  db: D1Database,
  { known, events, asked }: { known: Known; events: Event[]; asked: AskedImages },
  read: (artifact: string, config: string) => Promise<string>,
) {
  const missing = known.images
    .filter((row) => row.role === 'image' && row.parent === null && row.own === '' && !asked.has(row.digest))
    .map((row) => ({ row, artifact: artifactOf(row, known, events) }))
    // A stranger's request for one artifact's layer under another's name says nothing of where the image is.
    .filter(({ artifact }) => artifact !== '')
    .slice(0, CONFIGS_MAX)
  // Now and not when one has failed: the next batch may come before that.
  for (const { row } of missing) asked.set(row.digest, true)
  const found = await Promise.all(
    missing.map(async ({ row, artifact }) => ({
      row,
      platform: await read(artifact, row.config).catch(() => ''),
    })),
  )
  const statements = found
    .filter(({ platform }) => platform !== '')
    .map(({ row, platform }) => {
      row.own = platform
      return db.prepare('UPDATE manifest SET platform = ?2 WHERE digest = ?1').bind(row.digest, platform)
    })
  if (statements.length > 0) await db.batch(statements)
}

/** Under which name an image is to be had; '' if none of the events tells. */
function artifactOf({ digest }: ImageRow, { layers }: Known, events: Event[]): string {
  const asked =
    events.find((event) => event.digest === digest) ?? layers.find((one) => one.manifest === digest)
  return asked?.artifact ?? ''
}

/**
 * The version is the tag asked for, else the most specific tag that ever resolved to the image or an index that lists
 * it. The platform is the one under which an index lists the image, else the image's own word, else the client's.
 * A blob that is the last layer of none of its artifact's images is no download: `other` if one of them has it all the same,
 * `unknown` if not, whatever other artifacts have.
 */
export function attributed(event: Event, known: Known): Attributed | 'other' | 'unknown' {
  const isBlob = isDownload(event)
  // Anybody can ask for one artifact's layer under another's name.
  const own = known.layers.filter((row) => row.digest === event.digest && row.artifact === event.artifact)
  const manifests = isBlob
    ? own.map(({ manifest }) => manifest).filter((manifest) => manifest !== '')
    : [event.digest ?? '']
  if (isBlob && manifests.length === 0) return own.length > 0 ? 'other' : 'unknown'
  const candidates = manifests.map((digest) => {
    const rows = known.images.filter((row) => row.digest === digest)
    const digests = [digest, ...rows.flatMap(({ parent }) => parent ?? [])]
    const tags = known.tags.filter((row) => row.artifact === event.artifact && digests.includes(row.digest))
    const platform = rows.find((row) => row.platform)?.platform ?? rows[0]?.own ?? ''
    return { version: mostSpecificTag(tags.map(({ tag }) => tag)), platform }
  })
  // Rebuilds can share their last layer; of those, the newest is the likeliest.
  const version =
    event.tag ?? mostSpecificTag(candidates.map((candidate) => candidate.version).filter(Boolean))
  const chosen = candidates.find((candidate) => candidate.version === version) ?? candidates[0]
  return { version, platform: chosen?.platform || event.clientPlatform }
}

const KEEP_FACTS = [
  `INSERT OR IGNORE INTO manifest (digest, role, config)
   SELECT value->>'digest', value->>'role', value->>'config' FROM json_each(?1)`,
  `INSERT OR IGNORE INTO artifact_manifest (digest, artifact)
   SELECT value->>'digest', value->>'artifact' FROM json_each(?1)`,
  `INSERT OR IGNORE INTO child (digest, parent, platform)
   SELECT child.value->>'digest', fact.value->>'digest', child.value->>'platform'
   FROM json_each(?1) AS fact, json_each(fact.value->'children') AS child`,
  `INSERT OR IGNORE INTO layer (digest, manifest, is_last)
   SELECT value->>'layer', value->>'digest', value->>'role' IN ('image', 'artifact') FROM json_each(?1)
   WHERE value->>'layer' <> ''`,
  `INSERT OR IGNORE INTO layer (digest, manifest, is_last)
   SELECT other.value, fact.value->>'digest', 0
   FROM json_each(?1) AS fact, json_each(json_insert(fact.value->'others', '$[#]', fact.value->>'config')) AS other
   WHERE other.value <> ''`,
]

const KEEP_TAGS = `INSERT OR IGNORE INTO tag (artifact, digest, tag, first_seen)
  SELECT value->>'artifact', value->>'digest', value->>'tag', (value->>'at') / ${HOUR_MS} * ${HOUR_MS} FROM json_each(?1)`

/** Of the digests of the batch that are manifests, and of the manifests of those that are layers. */
const READ_IMAGES = `WITH asked (digest) AS (SELECT value FROM json_each(?1)),
  image (digest) AS (SELECT digest FROM asked UNION SELECT manifest FROM layer WHERE is_last AND digest IN (SELECT digest FROM asked))
  SELECT manifest.digest, manifest.role, manifest.config, manifest.platform AS own, child.parent, child.platform
  FROM image JOIN manifest USING (digest) LEFT JOIN child ON child.digest = image.digest`

/** Of the event's own artifact: the key begins with it, and tags are never forgotten. */
const READ_TAGS = `WITH asked (artifact, digest) AS (SELECT DISTINCT value->>0, value->>1 FROM json_each(?1)),
  image (artifact, digest) AS (
    SELECT artifact, digest FROM asked
    UNION SELECT artifact, manifest FROM asked JOIN layer ON layer.digest = asked.digest AND is_last
  ),
  named (artifact, digest) AS (
    SELECT artifact, digest FROM image
    UNION SELECT artifact, parent FROM image JOIN child ON child.digest = image.digest
  )
  SELECT tag.artifact, tag.digest, tag FROM named
  CROSS JOIN tag ON tag.artifact = named.artifact AND tag.digest = named.digest`

const OWN = 'layer JOIN artifact_manifest AS own ON own.digest = manifest AND own.artifact = asked.artifact'

/** Of images of the event's own artifact. */
const READ_LAYERS = `WITH asked (artifact, digest) AS (SELECT DISTINCT value->>0, value->>1 FROM json_each(?1))
  SELECT asked.artifact, asked.digest, manifest FROM asked JOIN ${OWN} WHERE layer.digest = asked.digest AND is_last
  UNION ALL
  SELECT artifact, digest, '' FROM asked WHERE EXISTS (SELECT 1 FROM ${OWN} WHERE layer.digest = asked.digest)`
