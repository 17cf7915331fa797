// Stages that follow each other, and how many of each go on to the next.
import { Bar } from './bar.tsx'
import { Figure, type PanelProps, type Table } from './figure.tsx'
import { exactCount, shareText, shortCount } from './number.ts'

/** `note` says in a few words what the stage counts. */
export type Stage = { name: string; note: string; count: number }

export type FunnelProps = PanelProps & { stages: Stage[] }

export function Funnel(props: FunnelProps) {
  const { stages } = props
  const greatest = Math.max(1, ...stages.map(({ count }) => count))
  return (
    <Figure {...props} table={tableOf(stages)}>
      <ol class="funnel">
        {stages.map(({ name, note, count }, index) => (
          <li>
            <p class="stage-head">
              <span class="stage-name">{name}</span>
              <data value={String(count)} title={exactCount(count)}>
                {shortCount(count)}
              </data>
              <span class="stage-ratio">{ratioText(stages, index)}</span>
            </p>
            <div class="stage-bar">
              <Bar part={count / greatest} kind="strong" />
            </div>
            <p class="stage-note">{note}</p>
          </li>
        ))}
      </ol>
    </Figure>
  )
}

/** More than went in can come out, where the stages are counted in different places: then the ratio says nothing. */
function ratioOf(stages: Stage[], index: number): number | null {
  const before = stages[index - 1]?.count ?? 0
  const ratio = (stages[index]?.count ?? 0) / before
  return before > 0 && ratio <= 1 ? ratio : null
}

function ratioText(stages: Stage[], index: number): string | null {
  const ratio = ratioOf(stages, index)
  return ratio === null ? null : `${shareText(ratio)} of ${stages[index - 1]?.name ?? ''}`
}

function tableOf(stages: Stage[]): Table {
  return {
    columns: [
      { title: 'Stage', kind: 'text' },
      { title: 'Count', kind: 'count' },
      { title: 'Of the stage before', kind: 'share' },
      { title: 'What it counts', kind: 'text' },
    ],
    rows: stages.map(({ name, note, count }, index) => [name, count, ratioOf(stages, index), note]),
  }
}
