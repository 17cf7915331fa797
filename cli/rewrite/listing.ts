// The files of a checkout: those that git keeps or would keep; without git, those that no .gitignore names.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { isTemporary } from './write.ts'
import { walk } from './walk.ts'

export type Listing = { paths: string[]; by: 'git' | 'walk'; unread: { file: string; why: string }[] }

const LISTING_BYTES_MAX = 512 * 1024 * 1024
/** A checkout's own settings must not make git run something. */
const QUIET = ['-c', 'core.fsmonitor=false', '-c', 'core.untrackedCache=false']
/** Git tells a hook of the checkout that it runs for, which need not be this one. */
const NOT_OF_A_HOOK = {
  GIT_DIR: undefined,
  GIT_WORK_TREE: undefined,
  GIT_COMMON_DIR: undefined,
  GIT_INDEX_FILE: undefined,
  GIT_OBJECT_DIRECTORY: undefined,
  GIT_NAMESPACE: undefined,
  GIT_PREFIX: undefined,
}
const run = promisify(execFile)

export async function listFiles(root: string): Promise<Listing> {
  const paths = await listByGit(root)
  const listing = paths === null ? walk(root) : { paths, unread: [] }
  return {
    by: paths === null ? 'walk' : 'git',
    unread: listing.unread,
    paths: [...new Set(listing.paths)].filter((path) => !isTemporary(path)).sort(),
  }
}

/** Null where it is no checkout of git's, where git is missing, or where an outer checkout ignores this folder. */
async function listByGit(root: string): Promise<string[] | null> {
  const env = { ...process.env, ...NOT_OF_A_HOOK }
  const git = (...args: string[]) =>
    run('git', ['-C', root, ...QUIET, ...args], { maxBuffer: LISTING_BYTES_MAX, encoding: 'utf8', env })
  try {
    const { stdout } = await git('ls-files', '-z', '--cached', '--others', '--exclude-standard')
    const paths = stdout.split('\0').filter((path) => path !== '')
    if (paths.length > 0) return paths
    await git('check-ignore', '-q', '.')
    return null
  } catch {
    return null
  }
}
