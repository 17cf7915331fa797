// dockerd with its own data, network and containerd, and the `docker` command.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Client, Driver, Image } from './client.ts'
import { commandOf, environmentIn } from './command.ts'
import { collectGarbage, startContainerd } from './containerd.ts'
import { type Daemon, startDaemon } from './daemon.ts'

export const docker: Driver = { name: 'docker', programs: ['dockerd', 'docker', 'containerd', 'ctr'], start }

async function start(folder: string): Promise<Client> {
  const host = `unix://${join(folder, 'd.sock')}`
  const containerd = await startContainerd(folder)
  let dockerd: Daemon
  try {
    dockerd = await startDockerd(folder, host, containerd.socket)
  } catch (error) {
    await containerd.daemon.stop()
    throw error
  }
  const command = commandOf(folder, 'docker', ['--host', host])
  return {
    userAgent: /^docker\//,
    pull: ({ reference, platform }) => command('pull', '--platform', platform, reference),
    readFile: async ({ reference, platform }: Image, path) => {
      const create = ['create', '--platform', platform, '--network', 'none', reference, 'never-run']
      const container = (await command(...create)).trim()
      const copy = join(folder, 'copied')
      try {
        await command('cp', `${container}:/${path}`, copy)
        return await readFile(copy, 'utf8')
      } finally {
        await command('rm', container)
      }
    },
    login: (at, { user, password }) => command('login', '--username', user, '--password', password, at),
    logout: (at) => command('logout', at),
    // The manifests of what was removed stay until its containerd clears up, and until then a pull does not ask for
    // them again: it counts as a download without a pull.
    remove: async ({ reference }) => {
      await command('rmi', '--force', reference)
      await collectGarbage(folder, containerd.socket)
    },
    stop: async () => {
      await dockerd.stop()
      await containerd.daemon.stop()
    },
  }
}

async function startDockerd(folder: string, host: string, containerdSocket: string): Promise<Daemon> {
  const config = join(folder, 'daemon.json')
  await writeFile(config, '{}') // instead of the machine's
  const options = {
    'config-file': config,
    containerd: containerdSocket,
    'data-root': join(folder, 'data'),
    'exec-root': join(folder, 'exec'),
    pidfile: join(folder, 'd.pid'),
    host,
    'storage-driver': 'vfs', // overlayfs may not be had inside a container
    // No image is ever run: the machine's network is left as it is.
    bridge: 'none',
    iptables: 'false',
    ip6tables: 'false',
    'ip-forward': 'false',
    'ip-masq': 'false',
  }
  return startDaemon({
    what: 'dockerd',
    program: 'dockerd',
    args: Object.entries(options).map(([name, value]) => `--${name}=${value}`),
    env: environmentIn(folder),
    cwd: folder,
    ready: /API listen on/,
  })
}
