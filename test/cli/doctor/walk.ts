// A pull that is walked in this process, with all that was said.
import { Blocked } from '../../../cli/doctor/blocked.ts'
import { walkPull } from '../../../cli/doctor/pull.ts'
import { parseImageReference } from '../../../cli/doctor/reference.ts'
import { createTrail } from '../../../cli/doctor/trail.ts'
import type { Terminal } from '../../../cli/command/terminal.ts'

/** `host` is the registry's, with its port; the walk's own steps may take 0.4 s each. */
export async function walk(host: string, env: Record<string, string> = {}) {
  const lines: string[] = []
  const terminal: Terminal = {
    say: (line = '') => lines.push(line),
    answer: () => null,
    progress: () => null,
    settle: () => null,
    paint: (_style, text) => text,
  }
  const image = parseImageReference(`${host}/jetstack/cert-manager-controller:v1.19.0`)
  if (typeof image === 'string') throw new Error(image)
  const trail = createTrail(terminal, { env, timeoutMs: 400 })
  const blocked = await walkPull(trail, image).then(
    () => null,
    (error: unknown) => {
      if (error instanceof Blocked) return error
      throw error
    },
  )
  return { blocked, trail, said: [...lines, blocked?.message, blocked?.advice].join('\n') }
}
