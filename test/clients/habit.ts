// How each client goes about a pull, as far as it is counted, and what a pull must count as then.
import { PULLS, type Pull, type PulledImage } from './pull.ts'
import type { Counted } from './tally.ts'
import type { Visit } from './visit.ts'

export type Habit = {
  /** As the ledger calls it. */
  client: string
  class: string
  /** Whether it asks what there is before it asks for the image. */
  checks: (pull: Pull, image: PulledImage) => boolean
  /** What a pull of an image that it has counts as, besides that. */
  again: string[]
  /** What it says of the machine it is on: all that is known of the platform of a check that an index answers. */
  machine: string
}

// They GET the tag. If that is the image, it is the pull.
const readsIndexByTag: Habit['checks'] = ({ by }, { index }) => by === 'tag' && index !== null
const here = process.arch === 'arm64' ? 'linux/arm64' : 'linux/amd64'

const HABITS: Record<string, Habit> = {
  // HEAD of a tag; of a digest that it has, it asks nothing.
  docker: { client: 'docker', class: 'runtime', checks: ({ by }) => by === 'tag', again: [], machine: here },
  // HEAD of anything.
  containerd: { client: 'containerd', class: 'runtime', checks: () => true, again: [], machine: '' },
  // Reads every manifest again, and no layer that it has.
  podman: {
    client: 'containers-image',
    class: 'runtime',
    checks: readsIndexByTag,
    again: ['pull'],
    machine: '',
  },
  // Has no store: a copy to a folder is a whole one every time.
  skopeo: {
    client: 'skopeo',
    class: 'tool',
    checks: readsIndexByTag,
    again: ['pull', 'download'],
    machine: '',
  },
  buildah: { client: 'buildah', class: 'build', checks: readsIndexByTag, again: ['pull'], machine: '' },
}

export function habitOf(driver: string): Habit {
  const habit = HABITS[driver]
  if (habit === undefined) throw new Error(`nothing is known of how ${driver} pulls`)
  return habit
}

/** A digest is of the version that its tag has led to; v1.18.2 is pulled by digest alone, so nobody can know. */
function versionDue({ repository, tag, by }: Pull): string {
  const led = PULLS.some(
    (other) => other.by === 'tag' && other.repository === repository && other.tag === tag,
  )
  return by === 'tag' || led ? tag : ''
}

/** Without the image: one pull and one download, and one check if it looks first. */
export function eventsDue(
  habit: Habit,
  { pull, again }: Visit,
  image: PulledImage,
): Omit<Counted, 'source'>[] {
  const { client, class: kind } = habit
  const event = {
    artifact: pull.repository,
    version: versionDue(pull),
    platform: pull.platform,
    client,
    class: kind,
  }
  const pulled = (again ? habit.again : ['pull', 'download']).map((metric) => ({ ...event, metric }))
  if (!habit.checks(pull, image)) return pulled
  const platform = image.index === null ? pull.platform : habit.machine
  return [{ ...event, metric: 'check', platform }, ...pulled]
}
