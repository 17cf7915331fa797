// skopeo, which copies images without unpacking them: that is done here, layer upon layer.
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Driver } from './client.ts'
import { commandOf } from './command.ts'

const manifestSchema = z.object({ layers: z.array(z.object({ digest: z.string() })) })

export const skopeo: Driver = {
  name: 'skopeo',
  programs: ['skopeo', 'tar'],
  start: (folder) => {
    const command = commandOf(folder, 'skopeo')
    const copied = join(folder, 'copied')
    return Promise.resolve({
      userAgent: /^skopeo\//,
      pull: async ({ reference, platform }) => {
        const architecture = platform.replace('linux/', '')
        const wanted = ['--override-os', 'linux', '--override-arch', architecture]
        await command(...wanted, 'copy', '--src-tls-verify=false', `docker://${reference}`, `dir:${copied}`)
      },
      readFile: async (_image, path) => {
        await unpack(copied)
        return readFile(join(copied, 'rootfs', path), 'utf8')
      },
      login: (host, { user, password }) =>
        command('login', '--tls-verify=false', '--username', user, '--password', password, host),
      logout: (host) => command('logout', host),
      remove: () => rm(copied, { recursive: true, force: true }),
      stop: () => Promise.resolve(),
    })
  },
}

async function unpack(folder: string): Promise<void> {
  const { layers } = manifestSchema.parse(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')))
  await mkdir(join(folder, 'rootfs'), { recursive: true })
  for (const { digest } of layers)
    await commandOf(folder, 'tar')('xzf', digest.replace('sha256:', ''), '-C', 'rootfs')
}
