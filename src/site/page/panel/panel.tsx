// What stands under a heading of its own.
import type { Child } from 'hono/jsx'

export function Panel({ id, title, children }: { id: string; title: string; children: Child }) {
  return (
    <section class="panel" aria-labelledby={`${id}-title`} id={id}>
      <h2 class="panel-title" id={`${id}-title`}>
        {title}
      </h2>
      {children}
    </section>
  )
}
