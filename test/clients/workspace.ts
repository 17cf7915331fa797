// A folder of its own for everything that a test file starts, and the way to leave nothing of it behind.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type Workspace = {
  /** A new folder in it. */
  folder: (name: string) => Promise<string>
  /** To be done when the tests are over, the last one first, whether or not they passed. */
  later: (end: () => Promise<unknown>) => void
  cleanUp: () => Promise<void>
}

export async function createWorkspace(): Promise<Workspace> {
  // Unix sockets lie in it, and their paths may be no longer than 107 characters.
  const root = await mkdtemp(join(tmpdir(), 'fl-'))
  const endings = [keep(root)]
  return {
    folder: async (name) => {
      const path = join(root, name)
      await mkdir(path, { recursive: true })
      return path
    },
    later: (end) => endings.push(end),
    cleanUp: async () => {
      const failures: unknown[] = []
      for (const end of endings.splice(0).reverse())
        await end().catch((error: unknown) => failures.push(error))
      if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join('\n'))
    },
  }
}

/** Returns what removes the folder. Should the tests be killed, the keeper, which is on its own, does it all the same. */
function keep(root: string): () => Promise<unknown> {
  const keeper = spawn(process.execPath, [join(import.meta.dirname, 'keeper.ts'), root], {
    stdio: ['pipe', 'ignore', 'inherit'],
    detached: true,
  })
  return async () => {
    const over = once(keeper, 'exit')
    keeper.stdin.end()
    await over
  }
}
