// Files: a path of ours leads to a file at one of its targets.
import { RegistryError } from '../oci/error.ts'
import { logFailure } from '../log.ts'
import { type FileRoute, targetAddress } from '../routing/download.ts'
import { releaseOf } from '../routing/release.ts'
import type { Served } from '../served.ts'
import { redirectTo, refusal } from './answer.ts'
import type { DownloadCall, Downloaded } from './call.ts'
import { parseFileName } from './file-name.ts'
import { type Found, findTarget } from './target.ts'

const LATEST = 'latest'
/** What a version looks like in a path; anything else is none that is counted by. */
const VERSION = /^[a-z0-9][\w.+-]{0,63}$/i

export async function answerFile(
  call: DownloadCall,
  route: FileRoute,
  inPath: ReadonlyMap<string, string>,
): Promise<Downloaded> {
  const values = withRelease(call, route, inPath)
  if (values === null) return { response: refusal(404, noRelease(route)), served: null }
  const addresses = route.targets.flatMap((target) => targetAddress(target, values) ?? [])
  const [first, ...others] = addresses
  if (first === undefined) return { response: refusal(400, 'this is no path of a file'), served: null }

  // A client's query may hold what nobody should keep: it goes along in the redirect, and nobody is asked with it.
  const sentTo = (address: string) => redirectTo(withQuery(address, call.url.search))
  const served = (found: Found) => servedOf(route, { values, path: call.url.pathname, found })
  if (others.length > 0) {
    const found = await findTarget(call, [first, ...others])
    const isMissing = found.standing === 'missing'
    const response = isMissing ? refusal(404, 'there is no such file') : sentTo(found.address)
    return { response, served: served(found) }
  }
  // Where there is no choice there is nothing to wait for. Whether there is such a file is of interest to the numbers only.
  const found = { address: first, wanted: first }
  return {
    response: sentTo(first),
    served:
      call.request.method === 'GET'
        ? standingLater(call, first).then((standing) => served({ ...found, standing }))
        : null,
  }
}

/** With the version that `latest` stands for; null where it stands for nothing. */
function withRelease(
  { config }: DownloadCall,
  { artifact, group }: FileRoute,
  values: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> | null {
  if (values.get('version') !== LATEST) return values
  const release = releaseOf(config.releases, [artifact ?? group, group])
  return release === null ? null : new Map([...values, ['version', release]])
}

function noRelease({ artifact, group }: FileRoute): string {
  return `no release is set for ${artifact ?? group}: the operator sets one in the KV key "release"`
}

function withQuery(address: string, search: string): string {
  return search === '' || !address.includes('?') ? address + search : `${address}&${search.slice(1)}`
}

async function standingLater({ edge, memory }: DownloadCall, address: string) {
  return memory.addresses.ask(edge, address).catch((error: unknown) => {
    if (!(error instanceof RegistryError)) throw error
    logFailure(error.message, { status: error.status })
    return 'unknown' as const
  })
}

type Requested = { values: ReadonlyMap<string, string>; path: string; found: Found }

/** The artifact is the route's, or the file's own name below what the route begins with. */
function servedOf(route: FileRoute, { values, path, found }: Requested): Served {
  const inPath = values.get('version') ?? ''
  const version = VERSION.test(inPath) ? inPath : ''
  const isMissing = found.standing === 'missing'
  // What is not there may be called anything.
  const name = isMissing ? null : parseFileName(path.split('/').at(-1) ?? '', version)
  const own = name === null ? route.group : `${route.group}/${name.artifact}`
  return {
    artifact: route.artifact ?? own,
    upstream: new URL(found.address).host,
    saved: found.address === found.wanted ? null : new URL(found.wanted).host,
    what: { kind: 'file', version: name?.version ?? version, platform: name?.platform ?? '', isMissing },
  }
}
