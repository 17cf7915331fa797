// Writes to standard output byte for byte, and stops quietly where nobody reads on, as in `| head`.

export function createOutput(stream: NodeJS.WriteStream): (text: string) => Promise<void> {
  let isOpen = true
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    isOpen = false
  })
  return async (text) => {
    if (!isOpen) return
    await new Promise<void>((resolve) => stream.write(text, 'latin1', () => resolve()))
  }
}
