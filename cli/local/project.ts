// Where the project lies, so that the commands work from any folder.
import { resolve } from 'node:path'

export const PROJECT = resolve(import.meta.dirname, '../..')
export const WRANGLER_TOML = resolve(PROJECT, 'wrangler.toml')
