// A bench: a named measurement that makes one or more figures.
import type { Figure } from './figure.ts'

export type Bench = {
  about: string
  run: () => Promise<Figure[]>
}
