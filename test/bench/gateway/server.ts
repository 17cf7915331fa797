// Whoever answers in a comparison.

export type Server = {
  name: 'gateway' | 'bare' | 'tuned' | 'nginx'
  url: string
  /** The process that serves. */
  pid: number
}
