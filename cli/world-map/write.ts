// `node cli/world-map/write.ts`: draws the map of the public page anew, after world-atlas or the drawing changed.
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { FILE, worldFile } from './source.ts'

writeFileSync(resolve(import.meta.dirname, '../..', FILE), worldFile())
