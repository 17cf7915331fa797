// What has been counted under its own name.

export type ArtifactSummary = {
  name: string
  /** All there ever was, by metric; only metrics that it has. */
  counts: Record<string, number>
  /** Days since 1970. */
  firstDay: number
  lastDay: number
}

export type Kind = 'image' | 'chart' | 'file' | 'page'

/** What a thing is, by what is done with it; a site is a page, too. */
export function kindOf({ counts }: Pick<ArtifactSummary, 'counts'>): Kind {
  if ('pull' in counts || 'check' in counts) return 'image'
  if ('chart_pull' in counts || 'chart_check' in counts) return 'chart'
  if ('file_download' in counts) return 'file'
  return 'page_view' in counts || 'visit' in counts ? 'page' : 'image'
}

/** The most counted first. What no artifact can be named for is not among them. */
export async function readArtifacts(db: D1Database): Promise<ArtifactSummary[]> {
  const { results } = await db
    .prepare(
      `SELECT artifact.value AS name, metric.value AS metric, SUM(count) AS count,
         MIN(total_count.first_day) AS firstDay, MAX(last_day) AS lastDay
       FROM total_count JOIN label AS artifact ON artifact.id = artifact JOIN label AS metric ON metric.id = metric
       WHERE artifact.dimension = 'artifact' GROUP BY 1, 2 ORDER BY 1, 2`,
    )
    .all<{ name: string; metric: string; count: number; firstDay: number; lastDay: number }>()
  return Object.entries(Object.groupBy(results, ({ name }) => name))
    .map(([name, rows = []]) => ({
      name,
      counts: Object.fromEntries(rows.map(({ metric, count }) => [metric, count])),
      firstDay: Math.min(...rows.map(({ firstDay }) => firstDay)),
      lastDay: Math.max(...rows.map(({ lastDay }) => lastDay)),
    }))
    .toSorted((a, b) => all(b.counts) - all(a.counts) || (a.name < b.name ? -1 : 1))
}

export async function isArtifact(db: D1Database, name: string): Promise<boolean> {
  const found = await db
    .prepare("SELECT 1 AS found FROM label WHERE dimension = 'artifact' AND value = ?1")
    .bind(name)
    .first()
  return found !== null
}

function all(counts: Record<string, number>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0)
}
