// The clients there are, whether this machine has them, and those that it has, started.
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { buildah } from './buildah.ts'
import type { Client, Driver } from './client.ts'
import { containerd } from './containerd.ts'
import { docker } from './docker.ts'
import { startPart } from './part.ts'
import { podman } from './podman.ts'
import { skopeo } from './skopeo.ts'
import type { Workspace } from './workspace.ts'

export const DRIVERS: Driver[] = [docker, containerd, podman, skopeo, buildah]

/** With CI=true nothing may be missing: a test that is skipped there would be missed by nobody. */
export const ALL_MUST_RUN = process.env['CI'] === 'true'

/** Why it cannot run here; null if it can. */
export function obstacleOf({ programs }: Pick<Driver, 'programs'>): string | null {
  const missing = programs.filter((program) => !isInstalled(program))
  if (missing.length > 0) return `not installed: ${missing.join(', ')}`
  return process.getuid?.() === 0 ? null : 'needs root'
}

/** Those that can run here, one after the other. */
export async function startClients(workspace: Workspace, drivers: Driver[]): Promise<Map<Driver, Client>> {
  const clients = new Map<Driver, Client>()
  for (const driver of drivers.filter((each) => obstacleOf(each) === null)) {
    const client = await startPart(driver.name, async () => driver.start(await workspace.folder(driver.name)))
    workspace.later(client.stop)
    clients.set(driver, client)
  }
  return clients
}

function isInstalled(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
