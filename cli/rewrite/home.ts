// Where images live: a registry's host and what its names begin with, as in quay.io/jetstack.

export type Home = {
  host: string
  /** Without a slash at either end; empty where all of the registry is meant. */
  path: string
}

const HOST =
  /^(?:localhost|[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+)(?::\d{1,5})?$|^[a-z0-9-]+:\d{1,5}$/
const PATH = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/

export function parseHome(text: string): Home | null {
  const slash = text.indexOf('/')
  const host = slash < 0 ? text : text.slice(0, slash)
  const path = slash < 0 ? '' : text.slice(slash + 1)
  if (!HOST.test(host) || (slash >= 0 && !PATH.test(path))) return null
  return { host, path }
}

export const homeText = ({ host, path }: Home): string => (path === '' ? host : `${host}/${path}`)

/** Docker's own registry goes by several names, which all mean the same. */
export function hostsOf({ host }: Home): string[] {
  return host === 'docker.io' ? ['docker.io', 'index.docker.io', 'registry-1.docker.io'] : [host]
}

/** Whether `inner` is at `outer` or below it. */
export function isWithin(inner: Home, outer: Home): boolean {
  if (!hostsOf(outer).includes(inner.host)) return false
  return outer.path === '' || inner.path === outer.path || inner.path.startsWith(`${outer.path}/`)
}
