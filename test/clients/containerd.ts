// containerd with its own root, and `ctr`, which pulls as the kubelet's runtime does.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Client, Driver, Image } from './client.ts'
import { commandOf, environmentIn } from './command.ts'
import { type Daemon, startDaemon } from './daemon.ts'

// The snapshotter that only copies: overlayfs may not be had inside a container.
const SNAPSHOTTER = ['--snapshotter', 'native']

export const containerd: Driver = { name: 'containerd', programs: ['containerd', 'ctr'], start }

async function start(folder: string): Promise<Client> {
  const { daemon, socket } = await startContainerd(folder)
  const ctr = commandOf(folder, 'ctr', ['--address', socket, 'images'])
  const mountPoint = join(folder, 'mnt')
  await mkdir(mountPoint)
  let login: string[] = []
  return {
    userAgent: /^containerd\//,
    pull: ({ reference, platform }) =>
      ctr('pull', '--plain-http', ...SNAPSHOTTER, ...login, '--platform', platform, reference),
    readFile: async ({ reference, platform }: Image, path) => {
      await ctr('mount', ...SNAPSHOTTER, '--platform', platform, reference, mountPoint)
      try {
        return await readFile(join(mountPoint, path), 'utf8')
      } finally {
        await ctr('unmount', '--rm', ...SNAPSHOTTER, mountPoint)
      }
    },
    login: (_host, { user, password }) => {
      login = ['--user', `${user}:${password}`]
      return Promise.resolve()
    },
    logout: () => {
      login = []
      return Promise.resolve()
    },
    // --sync: its content is gone too when this returns.
    remove: async ({ reference }) => ctr('rm', '--sync', reference),
    stop: () => daemon.stop(),
  }
}

export type Containerd = { daemon: Daemon; socket: string }

/** dockerd needs one as well, and would take the machine's if it were not given its own. */
export async function startContainerd(folder: string): Promise<Containerd> {
  const socket = join(folder, 'c.sock')
  const config = join(folder, 'containerd.toml')
  await writeFile(config, configOf(folder, socket))
  const daemon = await startDaemon({
    what: 'containerd',
    program: 'containerd',
    args: ['--config', config],
    env: environmentIn(folder),
    cwd: folder,
    ready: /containerd successfully booted/,
  })
  return { daemon, socket }
}

/** Removes what nothing refers to, as it does by itself every now and then. There is no command that does only that. */
export async function collectGarbage(folder: string, socket: string): Promise<void> {
  const leases = commandOf(folder, 'ctr', ['--address', socket, 'leases'])
  const lease = (await leases('create')).trim()
  await leases('rm', '--sync', lease)
}

// CRI wants a network set-up, and the tests pull through containerd's own API.
function configOf(folder: string, socket: string): string {
  return `version = 2
root = "${join(folder, 'root')}"
state = "${join(folder, 'state')}"
disabled_plugins = ["io.containerd.grpc.v1.cri"]
[grpc]
  address = "${socket}"
[ttrpc]
  address = "${socket}.ttrpc"
`
}
