// What there is to ask for, and the chance by which it is chosen.
import type { Description } from '../registry/content/description.ts'
import type { Roll } from './roll.ts'

export type Content = { description: Description; namespace: string; filesHost: string; site: string }

export type Scene = { content: Content; roll: Roll }
