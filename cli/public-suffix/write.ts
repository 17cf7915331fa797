// `node cli/public-suffix/write.ts`: writes the list of public suffixes anew, after tldts changed.
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { FILE, publicSuffixList } from './list.ts'

writeFileSync(resolve(import.meta.dirname, '../..', FILE), publicSuffixList())
