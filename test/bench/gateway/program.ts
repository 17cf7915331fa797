// Programs that the benches need from Debian.
import { spawnSync } from 'node:child_process'

/** Whether it is not there; then says how to get it. */
export function missing(program: string, debianPackage: string): boolean {
  const isThere = spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined
  if (!isThere)
    console.error(
      `${program} is not installed, its figures are left out: apt-get install --no-install-recommends ${debianPackage}`,
    )
  return !isThere
}
