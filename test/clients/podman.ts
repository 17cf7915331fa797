// podman, which needs no daemon.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Driver } from './client.ts'
import { commandOf } from './command.ts'
import { storageArguments } from './storage.ts'

export const podman: Driver = {
  name: 'podman',
  programs: ['podman'],
  start: (folder) => {
    const command = commandOf(folder, 'podman', storageArguments(folder))
    return Promise.resolve({
      userAgent: /^(?:libpod|containers)\//,
      pull: ({ reference, platform }) =>
        command('pull', '--tls-verify=false', '--platform', platform, reference),
      readFile: async ({ reference }, path) => {
        const mounted = (await command('image', 'mount', reference)).trim()
        try {
          return await readFile(join(mounted, path), 'utf8')
        } finally {
          await command('image', 'unmount', reference)
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
