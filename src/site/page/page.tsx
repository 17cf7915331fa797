// The public page: of everything together, or of one artifact.
import type { Child } from 'hono/jsx'
import { kindOf } from '../../analytics/stats/artifact.ts'
import type { By } from '../../analytics/stats/question.ts'
import type { Edge } from '../../edge.ts'
import { ParameterError } from '../api/parameter.ts'
import { pageAnswer } from './answer.ts'
import { Controls, Filters } from './control.tsx'
import { Head } from './head.tsx'
import { Layout } from './layout.tsx'
import { adoptionPanel, curvesPanel } from './panel/adoption.tsx'
import { artifactListPanel } from './panel/artifact-list.tsx'
import { breakdownPanel } from './panel/breakdown.tsx'
import { countingPanel } from './panel/counting.tsx'
import { funnelPanel } from './panel/funnel.tsx'
import { incidentsPanel } from './panel/incidents.tsx'
import { leadingPanel } from './panel/leading.tsx'
import { mapPanel } from './panel/map.tsx'
import { runtimePanel } from './panel/runtime.tsx'
import { takeAwayPanel } from './panel/take-away.tsx'
import { tilesPanel } from './panel/tiles.tsx'
import { trendPanel } from './panel/trend.tsx'
import { WelcomePanel } from './panel/welcome.tsx'
import { type Scene, readScene } from './scene.ts'
import { parseView } from './view.ts'

/** `artifact` is null for the page of everything. Never rejects for what stands in the address. */
export async function answerPage(
  edge: Edge,
  url: URL,
  artifact: string | null,
  now: number,
): Promise<Response> {
  const scene = await sceneOf(() => readScene(edge, parseView(artifact, url.searchParams), url.origin, now))
  if (scene === null)
    return messagePage(404, 'Nothing of this name has been counted', 'The name may be misspelt.')
  if ('refused' in scene) return messagePage(400, 'This address cannot be shown', scene.refused)
  const panels = await panelsOf(scene)
  return pageAnswer(
    200,
    <Layout title={`${artifact ?? 'Downloads'} · ${url.host}`} isDemo={scene.isDemo}>
      <Head scene={scene} host={url.host} />
      <main id="main">
        {scene.artifacts.length === 0 ? null : <Controls {...scene} />}
        <Filters {...scene} />
        {panels}
      </main>
    </Layout>,
  )
}

async function panelsOf(scene: Scene): Promise<Child> {
  if (scene.artifacts.length === 0) return await welcomePanels(scene)
  if (scene.artifact === null) return await overviewPanels(scene)
  return kindOf(scene.artifact) === 'page' ? await docPanels(scene) : await artifactPanels(scene)
}

/** Before the first pull there is nothing to draw, only something to do. */
async function welcomePanels(scene: Scene): Promise<Child> {
  return (
    <>
      <WelcomePanel origin={scene.origin} />
      {await incidentsPanel(scene)}
      {takeAwayPanel(scene)}
      {await countingPanel(scene)}
    </>
  )
}

async function overviewPanels(scene: Scene): Promise<Child> {
  return (
    <>
      {await Promise.all([
        tilesPanel(scene),
        trendPanel(scene),
        artifactListPanel(scene),
        mapPanel(scene),
        breakdownPanel(scene, { by: 'country' }),
      ])}
      {await listPanels(scene, ['os', 'platform', 'client', 'class', 'provider', 'upstream'])}
      {await countingPanel(scene)}
    </>
  )
}

/** A page of documentation has no versions and no layers. */
async function docPanels(scene: Scene): Promise<Child> {
  return (
    <>
      {await Promise.all([tilesPanel(scene), trendPanel(scene), mapPanel(scene)])}
      <div class="lists">
        {await Promise.all([
          breakdownPanel(scene, { by: 'country' }),
          breakdownPanel(scene, { by: 'class' }),
          leadingPanel(scene, 'page_view'),
          takeAwayPanel(scene),
        ])}
      </div>
      {await countingPanel(scene)}
    </>
  )
}

async function artifactPanels(scene: Scene): Promise<Child> {
  return (
    <>
      {await Promise.all([
        tilesPanel(scene),
        trendPanel(scene),
        adoptionPanel(scene),
        curvesPanel(scene),
        mapPanel(scene),
        breakdownPanel(scene, { by: 'country' }),
      ])}
      {await listPanels(scene, ['version', 'platform', 'client', 'class', 'provider', 'upstream'])}
      {await countingPanel(scene)}
    </>
  )
}

/** What is long or short as it comes, packed into columns. */
async function listPanels(scene: Scene, splits: By[]): Promise<Child> {
  // No runtime fetches a file, and nobody looks before whether it has changed.
  const isFile = scene.artifact !== null && kindOf(scene.artifact) === 'file'
  return (
    <div class="lists">
      {await Promise.all([
        ...splits.map((by) => breakdownPanel(scene, { by })),
        leadingPanel(scene, 'file_download'),
        leadingPanel(scene, 'page_view'),
        ...(isFile ? [] : [funnelPanel(scene), runtimePanel(scene)]),
        incidentsPanel(scene),
        takeAwayPanel(scene),
      ])}
    </div>
  )
}

/** Days may be well written and still be none that can be shown. */
async function sceneOf(read: () => Promise<Scene | null>): Promise<Scene | { refused: string } | null> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof ParameterError) return { refused: error.message }
    throw error
  }
}

function messagePage(status: number, title: string, text: string): Promise<Response> {
  return pageAnswer(
    status,
    <Layout title={title} isDemo={false}>
      <main id="main" class="message">
        <h1>{title}</h1>
        <p>{text}</p>
        <p>
          <a href="/">All numbers</a>
        </p>
      </main>
    </Layout>,
  )
}
