// Stages that follow each other, and how many of each go on to the next.
import { Bar } from './bar.tsx'
import { Figure, type PanelProps, type Table } from './figure.tsx'
import { exactCount, shareText, shortCount } from './number.ts'

export type Stage = {
  name: string
  /** In a few words, what it counts. */
  note: string
  count: number
  /** Of the stage before; null where there is none, or nothing in it. */
  share: number | null
}

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
function ratioOf({ share }: Stage): number | null {
  return share !== null && share <= 1 ? share : null
}

function ratioText(stages: Stage[], index: number): string | null {
  const [stage, before] = [stages[index], stages[index - 1]]
  const ratio = stage === undefined ? null : ratioOf(stage)
  return ratio === null ? null : `${shareText(ratio)} of ${before?.name ?? ''}`
}

function tableOf(stages: Stage[]): Table {
  return {
    columns: [
      { title: 'Stage', kind: 'text' },
      { title: 'Count', kind: 'count' },
      { title: 'Of the stage before', kind: 'share' },
      { title: 'What it counts', kind: 'text' },
    ],
    rows: stages.map((stage) => [stage.name, stage.count, ratioOf(stage), stage.note]),
  }
}
