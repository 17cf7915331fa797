// Where a pull stops: the hop, the host, and what somebody must do about it.

export type Step =
  'proxy' | 'DNS' | 'TCP' | 'TLS' | 'ping' | 'token' | 'manifest' | 'image' | 'blob' | 'content'

/** Thrown at the hop that fails. */
export class Blocked extends Error {
  override name = 'Blocked'
  readonly step: Step
  readonly host: string
  readonly advice: string
  /** Whether somebody between this machine and the host is to blame, as far as can be told; else it is the host. */
  readonly isBetween: boolean

  constructor(
    step: Step,
    host: string,
    { why, advice, isBetween = true }: { why: string; advice: string; isBetween?: boolean },
  ) {
    super(why)
    this.step = step
    this.host = host
    this.advice = advice
    this.isBetween = isBetween
  }
}

export const allow = (host: string) => `ask for ${host} to be allowed`
