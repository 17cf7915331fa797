// buildah, as a build's `FROM` pulls.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Driver } from './client.ts'
import { commandOf } from './command.ts'
import { storageArguments } from './storage.ts'

export const buildah: Driver = {
  name: 'buildah',
  programs: ['buildah'],
  start: (folder) => {
    const command = commandOf(folder, 'buildah', storageArguments(folder))
    return Promise.resolve({
      userAgent: /^Buildah\//,
      pull: ({ reference, platform }) =>
        command('pull', '--tls-verify=false', '--platform', platform, reference),
      readFile: async ({ reference, platform }, path) => {
        const container = (await command('from', '--pull=never', '--platform', platform, reference)).trim()
        try {
          const mounted = (await command('mount', container)).trim()
          return await readFile(join(mounted, path), 'utf8')
        } finally {
          await command('rm', container)
        }
      },
      login: (host, { user, password }) =>
        command('login', '--tls-verify=false', '--username', user, '--password', password, host),
      logout: (host) => command('logout', host),
      remove: ({ reference }) => command('rmi', '--force', reference),
      stop: () => Promise.resolve(),
    })
  },
}
