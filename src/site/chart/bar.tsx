// One horizontal bar. Its length is an attribute, since the page allows no style attributes.
import { percent } from './plot.tsx'

export function Bar({ part, kind = '' }: { part: number; kind?: string }) {
  const length = Math.min(1, Math.max(0, part))
  return (
    <svg class={`bar ${kind}`} width="100%" height="100%" aria-hidden="true">
      <rect class="bar-fill" width={percent(length)} height="100%" rx="2" />
    </svg>
  )
}
