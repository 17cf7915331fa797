// Ends and removes what the tests started, when they say that they are over or when they are not there any more to say it:
//   node keeper.ts FOLDER
// Everything they start works in FOLDER, or is told of it, and FOLDER is theirs alone: that is how it is found.
import { once } from 'node:events'
import { readFile, readdir, readlink, rm } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { commandOf } from './command.ts'

const END_MS_MAX = 20_000

const root = process.argv[2] ?? ''
if (root.length > 1) {
  // Its other end closes with the process that holds it, even if that is killed.
  await once(process.stdin.resume(), 'close')
  await endProcesses()
  // A daemon that was killed leaves its mounts; what is below them must not be deleted through them.
  for (const path of await findMounts()) await commandOf('/', 'umount')('-l', path)
  await rm(root, { recursive: true, force: true })
}

async function endProcesses(): Promise<void> {
  const tooLate = Date.now() + END_MS_MAX
  send('SIGTERM', await findProcesses())
  while ((await findProcesses()).length > 0 && Date.now() < tooLate) await delay(100)
  send('SIGKILL', await findProcesses())
}

function send(signal: NodeJS.Signals, pids: number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal)
    } catch {
      // It has ended meanwhile.
    }
  }
}

async function findProcesses(): Promise<number[]> {
  const names = await readdir('/proc').catch(() => []) // elsewhere than on Linux
  const pids = names.map(Number).filter((pid) => pid > 1 && pid !== process.pid)
  const ours = await Promise.all(pids.map(isOurs))
  return pids.filter((_, index) => ours[index])
}

async function isOurs(pid: number): Promise<boolean> {
  const folder = await readlink(`/proc/${pid}/cwd`).catch(() => '')
  const words = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  return folder.startsWith(`${root}/`) || words.includes(`${root}/`)
}

async function findMounts(): Promise<string[]> {
  const table = await readFile('/proc/self/mountinfo', 'utf8').catch(() => '')
  const paths = table.split('\n').map((line) => line.split(' ')[4] ?? '')
  return paths.filter((path) => path.startsWith(`${root}/`)).reverse()
}
