// Where the API says what a panel shows.
import { dayString } from '../../analytics/stats/interval.ts'
import { type Question, WHERE } from '../../analytics/stats/question.ts'
import type { Scene } from './scene.ts'

type Asked = Partial<Question> & { path: string; extra?: Record<string, string> }

/** JSON and CSV of the same numbers, as links. Sums of all there ever was name no days. */
export function apiLinks(
  { days, sums }: Pick<Scene, 'days' | 'sums'>,
  asked: Asked,
): { href: string; text: string }[] {
  const json = new URLSearchParams()
  const set = (name: string, value: string | null | undefined) => {
    if (value != null && value !== '') json.set(name, value)
  }
  set('artifact', asked.artifact)
  set('metric', asked.metric)
  set('class', asked.classes?.join(','))
  if (sums !== null || asked.path !== 'totals') {
    set('from', dayString(days.from))
    set('to', dayString(days.to - 1))
  }
  set('by', asked.by)
  for (const dimension of WHERE) set(`where.${dimension}`, asked.where?.[dimension]?.join(','))
  for (const [name, value] of Object.entries(asked.extra ?? {})) set(name, value)
  const path = `/api/v1/${asked.path}?${json.toString()}`
  return [
    { href: `${path}&format=csv`, text: 'CSV' },
    { href: path, text: 'JSON' },
  ]
}
