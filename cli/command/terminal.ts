// What a command writes to: answers on standard output, progress on standard error, colour only where a person looks.
import { styleText } from 'node:util'

type Style = Parameters<typeof styleText>[0]

export type Terminal = {
  /** A line for people; nothing with --json. */
  say: (line?: string) => void
  /** The one document that --json prints; nothing without it. */
  answer: (document: unknown) => void
  /** Where long work has got to, one line that is written over; nothing unless standard error is a terminal. */
  progress: (line: string) => void
  /** Takes the line of progress away. */
  settle: () => void
  /** Coloured only on a terminal, and not where NO_COLOR is set. */
  paint: (style: Style, text: string) => string
}

export function createTerminal({ json }: { json: boolean }): Terminal {
  const { stdout, stderr } = process
  const overwrite = (line: string) => {
    if (stderr.isTTY) stderr.write(`\r\x1b[K${line.slice(0, (stderr.columns || 80) - 1)}`)
  }
  return {
    say: (line = '') => {
      if (!json) stdout.write(`${line}\n`)
    },
    answer: (document) => {
      if (json) stdout.write(`${JSON.stringify(document, null, 2)}\n`)
    },
    progress: overwrite,
    settle: () => overwrite(''),
    paint: (style, text) => styleText(style, text, { stream: stdout }),
  }
}

/** Where whoever read on has gone, as in `| head`, the work goes on, and ends as it would have. */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
    })
}
