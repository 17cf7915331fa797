// Whom a firewall has to let through: for programs at /api/v1/hosts; the page and the plain list are made of the same.
import * as z from 'zod/mini'
import { readContentHosts } from '../../analytics/content-host.ts'
import { dayString } from '../../analytics/stats/interval.ts'
import type { DownloadRoute } from '../../routing/download.ts'
import { type Asked, endpoint } from './endpoint.ts'
import { purposesOf } from './host-purpose.ts'
import { listFormat } from './parameter.ts'
import { rowsOf } from './table.ts'

export type Hosts = {
  gateway: string
  registries: { upstream: string; host: string }[]
  /** `last_seen` is a day, such as 2026-11-22. */
  content: { upstream: string; host: string; last_seen: string }[]
  /** `via`: the host that redirects on to this one; null for those that the routes document names. */
  downloads: { path: string; host: string; via: string | null }[]
  /** All of them, each once. */
  hosts: string[]
}

export async function readHosts({ db, now, host, config }: Asked): Promise<Hosts> {
  const [state, seen] = await Promise.all([config(), readContentHosts(db, now)])
  const registries = (state.config?.routes.upstreams ?? []).map(({ name, registry }) => ({
    upstream: name,
    host: new URL(registry).host,
  }))
  const content = seen.map(({ lastDay, ...rest }) => ({ ...rest, last_seen: dayString(lastDay) }))
  const downloads = (state.config?.routes.downloads ?? []).flatMap(downloadHosts)
  const all = [host, ...[...registries, ...content, ...downloads].map((one) => one.host)]
  return { gateway: host, registries, content, downloads, hosts: [...new Set(all)] }
}

/** What GitHub redirects on to, by the part of a repository. Of releases, the second is the one until 2025. */
const GITHUB_HOSTS = {
  releases: ['release-assets.githubusercontent.com', 'objects.githubusercontent.com'],
  archive: ['codeload.github.com'],
  tarball: ['codeload.github.com'],
  zipball: ['codeload.github.com'],
  raw: ['raw.githubusercontent.com'],
}

/** Where files lie, by the path that leads there. A chart may lie wherever its index says; the index lies here. */
function downloadHosts(route: DownloadRoute): Hosts['downloads'] {
  const [path, addresses] =
    route.kind === 'helm' ? [route.mount, [route.source]] : [route.template.text, route.targets]
  return addresses.flatMap((address) => {
    const host = address.split('/')[2] ?? ''
    const further = redirectsOf(address).map((one) => ({ path, host: one, via: host }))
    return [{ path, host, via: null }, ...further]
  })
}

/** Of an address whose part of a repository is a variable, all. */
function redirectsOf(address: string): string[] {
  const [, , host, , , part = '{'] = address.split('/')
  if (host !== 'github.com') return []
  const further = Object.entries(GITHUB_HOSTS).flatMap(([of, hosts]) =>
    part === of || part.includes('{') ? hosts : [],
  )
  return [...new Set(further)]
}

export const hosts = endpoint({
  path: '/api/v1/hosts',
  summary: 'What a firewall has to let through',
  description:
    'This gateway, the registries behind it, the hosts that layers lately came from and the day on which they last did, ' +
    'and those that files and Helm charts are redirected to; `via` names the one that redirects further, as far as that is ' +
    'known (of GitHub). For people: /hosts, and /hosts.txt, one host a line.',
  parameters: z.strictObject({ format: listFormat }),
  examples: ['', 'format=csv'],
  answer: async (asked) => {
    const json = await readHosts(asked)
    const told = json.hosts.map((host) => ({ host, purpose: purposesOf(json, host).join('; ') }))
    return { json, csv: rowsOf(['host', 'purpose'], told) }
  },
})
