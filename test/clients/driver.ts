// The clients there are, and whether this machine has them.
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { buildah } from './buildah.ts'
import type { Driver } from './client.ts'
import { containerd } from './containerd.ts'
import { docker } from './docker.ts'
import { podman } from './podman.ts'
import { skopeo } from './skopeo.ts'

export const DRIVERS: Driver[] = [docker, containerd, podman, skopeo, buildah]

/** With CI=true nothing may be missing: a test that is skipped there would be missed by nobody. */
export const ALL_MUST_RUN = process.env['CI'] === 'true'

/** Why it cannot run here; null if it can. */
export function obstacleOf({ programs }: Pick<Driver, 'programs'>): string | null {
  const missing = programs.filter((program) => !isInstalled(program))
  if (missing.length > 0) return `not installed: ${missing.join(', ')}`
  return process.getuid?.() === 0 ? null : 'needs root'
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
