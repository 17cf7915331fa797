// docs/failures.md, as prettier would lay it out.
import type { Observed } from './fault-cell.ts'

export type Row = { name: string; cells: string[] }

export function cellOf({ first, probed }: Observed): string {
  return probed === null || probed.text === first.text ? first.text : `${first.text}; probed: ${probed.text}`
}

function tableOf(head: string[], rows: Row[]): string {
  const lines = [head, ...rows.map(({ name, cells }) => [name, ...cells])]
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  const laid = lines.map((line) => line.map((text, column) => text.padEnd(widths[column] ?? 0)))
  const rule = widths.map((width) => '-'.repeat(width))
  return [laid[0] ?? [], rule, ...laid.slice(1)].map((line) => `| ${line.join(' | ')} |\n`).join('')
}

export function pageOf(columns: string[], alone: Row[], withSecond: Row[]): string {
  const head = ['the registry fails by', ...columns]
  return `# What a client sees when a registry fails

<!-- Made by test/gateway/fault-matrix.test.ts from what it observed; do not edit. To make it anew:
     npx vitest run --update --project workerd test/gateway/fault-matrix.test.ts -->

Each cell is one request to a gateway whose first registry fails in everything that it answers itself.

- **known**: the gateway has answered the same request before, and the time for which a tag is fresh is over.
- **200, stale**: the last known answer, at most 24 hours old, with \`Warning: 299 - "..."\`, which podman, CRI-O and Helm show.
- **307, layer**: the gateway redirects, and the client finds the right bytes there. **then** says what it finds instead.
- **probed**: the same request after the next run of the every-minute cron, where that changes anything.
- Errors of \`HEAD\` have no body, and so no code.

A gateway that never carries layers cannot see what is behind a redirect:

- In \`direct\` mode the client asks the registry itself. The gateway sends it to another one once the health probe has found
  a manifest or the redirect of a blob amiss, or this isolate has seen the registry fail.
- In \`resolve\` mode the registry's own answer is seen, and failed over at once. Whether the host that it names is alive is
  not: here the probe finds it out, since manifests are redirected to the same place. When a content host alone is dead,
  only the client notices.
- An address that is not https at a public name is never handed out; the registry counts as broken.

A list of tags has no digest, so a wrong one cannot be told from a right one.

## The registry is the only one

${tableOf(head, alone)}
## Another one is well

${tableOf(head, withSecond)}`
}
