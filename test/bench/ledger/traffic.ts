// Made-up traffic: one event after another, as the values that it is counted by.
import type { CellColumn } from '../../../src/analytics/dimension.ts'
import type { Metric } from '../../../src/analytics/event.ts'
import type { Dice } from './dice.ts'
import * as population from './population.ts'
import { choose, zipf } from './share.ts'

export type Values = Record<CellColumn, string>
export type Traffic = () => Values

/** Every node that starts a pod asks whether the tag has moved; fewer pull, and some of those have the layers. */
const metricOf = choose<Metric>([
  ['check', 50],
  ['pull', 28],
  ['download', 20],
  ['verify', 1],
  ['error', 1],
])
const CHART_METRICS: Partial<Record<Metric, Metric>> = {
  check: 'chart_check',
  pull: 'chart_pull',
  download: 'chart_pull',
}

/** More traffic is more installations, each somewhere, with a client and a version of its own. */
const EVENTS_OF_INSTALLATION = 5
/** Of all events, those about a version other than the installation's: builds, mirrors, upgrades. */
const OTHER_VERSIONS_SHARE = 0.1

type Installation = Omit<
  Values,
  'artifact' | 'metric' | 'class' | 'client' | 'client_version' | 'reason' | 'saved'
> & {
  client: population.Client
}

/** The traffic of installations that make `eventsOfDay` together, some of them much more than others. */
export function trafficOf(dice: Dice, eventsOfDay: number): Traffic {
  const installations = Array.from(
    { length: Math.ceil(eventsOfDay / EVENTS_OF_INSTALLATION) },
    (): Installation => ({
      version: population.version(dice),
      platform: population.platform(dice),
      ...population.place(dice),
      client: population.client(dice),
      provider: population.provider(dice),
      upstream: population.upstream(dice),
    }),
  )
  const installation = choose(zipf(installations, 0.6))
  return () => drawEvent(dice, installation(dice))
}

function drawEvent(dice: Dice, { client, ...fixed }: Installation): Values {
  const artifact = population.artifact(dice)
  const kind = metricOf(dice)
  const metric = artifact === population.CHART ? (CHART_METRICS[kind] ?? kind) : kind
  const knowsPlatform = metric === 'pull' || metric === 'download' || client.saysPlatform
  const version = dice.roll() < OTHER_VERSIONS_SHARE ? population.version(dice) : fixed.version
  return {
    ...fixed,
    artifact,
    metric,
    class: client.class,
    version: metric === 'error' ? '' : version,
    platform: knowsPlatform && metric !== 'error' ? fixed.platform : '',
    client: client.name,
    client_version: client.version === '' ? '' : `${client.name} ${client.version}`,
    reason: metric === 'error' ? 'unknown_tag' : '',
    saved: '',
  }
}
