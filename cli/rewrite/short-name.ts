// Names of Docker Hub without their host, such as `image: org/name`, only where nothing but an image can stand.
import type { Edit } from './finding.ts'
import type { Move } from './move.ts'
import { partOf } from './role.ts'
import type { Setting } from './setting.ts'

const BUILD = /(?:^|\/)(?:Dockerfile|Containerfile)[^/]*$|\.(?:Dockerfile|Containerfile)$/i
const COMMAND = String.raw`\b(?:docker|podman|nerdctl|crane|skopeo|cosign|trivy|syft|grype)\s(?:[^|;&\n#]*?\s)?(?:run|pull|create|inspect|verify|manifest|digest|copy|image|scan)\s[^|;&\n#]*?(?<=\s)`
const FROM = String.raw`^\s*(?:FROM\s+(?:--platform=\S+\s+)?|COPY\s+--from=)`

export function findShortNames(
  { path, text, settings }: { path: string; text: string; settings: Setting[] },
  moves: Move[],
): Edit[] {
  return moves
    .filter(({ from }) => from.host === 'docker.io' && from.path !== '')
    .flatMap((move) => {
      const lead = BUILD.test(path) ? `(?:${FROM}|${COMMAND})` : COMMAND
      const words = new RegExp(`(?<=${lead}["']?)${move.from.path}(?=/[a-z0-9])`, 'gm')
      const found = [...text.matchAll(words)].map(({ index }) => index)
      const set = settings.filter((setting) => isImage(setting, move)).map(({ start }) => start)
      return [...new Set([...found, ...set])].map((start) => edit(start, text, move))
    })
}

function edit(start: number, text: string, { from, to }: Move): Edit {
  const old = text.slice(start, start + from.path.length)
  return {
    start,
    end: start + old.length,
    text: `${to.host}${to.path === '' ? '' : `/${to.path}`}`,
    rule: 'short',
  }
}

/** The value of a key for whole names, with no registry beside it or above. */
function isImage({ key, value, scope }: Setting, { from }: Move): boolean {
  if (!value.startsWith(`${from.path}/`)) return false
  const isKustomize =
    key === 'name' && scope.settings.some((other) => /^new(?:Name|Tag)$|^digest$/.test(other.key))
  if (!isKustomize && !/^(?:.*image|.*repository|newName)$/i.test(key)) return false
  for (let at: Setting['scope'] | null = scope; at !== null; at = at.parent) {
    if (at.settings.some((other) => partOf(other)?.role === 'registry')) return false
  }
  return true
}
