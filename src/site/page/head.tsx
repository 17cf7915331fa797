// The top of a page: its name, the way to the others, and how far its numbers go.
import { dayOf } from '../../analytics/calendar.ts'
import { type ArtifactSummary, kindOf } from '../../analytics/stats/artifact.ts'
import type { Scene } from './scene.ts'
import { hrefOf } from './view.ts'
import { dayWords, momentWords } from './wording.ts'

const LINKED_MAX = 12

/** Pages of documentation are many, and have a list of their own. */
function linked(artifacts: ArtifactSummary[]): ArtifactSummary[] {
  return artifacts.filter((artifact) => kindOf(artifact) !== 'page').slice(0, LINKED_MAX)
}

export function Head({ scene, host }: { scene: Scene; host: string }) {
  const { view, artifacts } = scene
  const others = { ...view, where: {}, metric: null }
  return (
    <header class="head">
      <p class="home">
        <a href={hrefOf({ ...others, artifact: null })}>{host}</a>
      </p>
      <h1>{view.artifact ?? 'Downloads'}</h1>
      <p class="note">
        {artifacts.length === 0 ? null : <Days {...scene} />}
        <Through {...scene} />
      </p>
      {artifacts.length < 2 ? null : (
        <nav aria-label="Artifacts">
          <ul class="choices">
            <li>
              <a
                href={hrefOf({ ...others, artifact: null })}
                aria-current={view.artifact === null ? 'page' : undefined}
              >
                Everything
              </a>
            </li>
            {linked(artifacts).map(({ name }) => (
              <li>
                <a
                  href={hrefOf({ ...others, artifact: name })}
                  aria-current={view.artifact === name ? 'page' : undefined}
                >
                  {name}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      )}
    </header>
  )
}

/** Weeks and months are shown whole; what is to come of them is not. */
function Days({ days, now }: Pick<Scene, 'days' | 'now'>) {
  const last = Math.max(days.from, Math.min(days.to - 1, dayOf(now)))
  return (
    <>
      {dayWords(days.from)} to {dayWords(last)}.{' '}
    </>
  )
}

function Through({ standing, artifacts }: Pick<Scene, 'standing' | 'artifacts'>) {
  if (standing.data_through === null || artifacts.length === 0) return <>Nothing has been counted yet.</>
  const state =
    standing.state === 'final' ? 'These numbers are final.' : 'The last three days may still change.'
  return (
    <>
      Counted through <time datetime={standing.data_through}>{momentWords(standing.data_through)}</time>.{' '}
      {state}
    </>
  )
}
