// Where a path below the gateway's own leads: a file somewhere, or a classic Helm repository.
import type { RoutesDocument } from './document.ts'
import {
  type Template,
  compileTemplate,
  fillTemplate,
  isSafeValue,
  matchTemplate,
  variablesOf,
} from './template.ts'

export type FileRoute = {
  kind: 'file'
  template: Template
  /** Addresses with variables, in the order to try. */
  targets: string[]
  /** The name that all its files are counted under; null where each has its own. */
  artifact: string | null
  /** What the template begins with, `releases`: the files' names are below it. */
  group: string
}

export type HelmRoute = {
  kind: 'helm'
  template: Template
  /** `/charts`, where the repository is served. */
  mount: string
  /** Where it lies. */
  source: string
}

export type DownloadRoute = FileRoute | HelmRoute

export type Download = {
  route: DownloadRoute
  /** As they stand in the path; '' is never among them. */
  values: ReadonlyMap<string, string>
}

/** In the order in which they are tried: the one with most letters spelled out first. */
export function compileDownloads({ files, helm }: Pick<RoutesDocument, 'files' | 'helm'>): DownloadRoute[] {
  const routes: DownloadRoute[] = [
    ...Object.entries(helm).map(([mount, source]): HelmRoute => {
      return { kind: 'helm', template: compileTemplate(`${mount}/{+path}`), mount, source }
    }),
    ...Object.entries(files).map(([text, { to, artifact = null }]): FileRoute => {
      return { kind: 'file', template: compileTemplate(text), targets: to, artifact, group: groupOf(text) }
    }),
  ]
  return routes.toSorted((a, b) => b.template.literals - a.template.literals)
}

/** The segments before the first variable; of a path without any, all but the last. `files` where there are none. */
function groupOf(text: string): string {
  const segments = text.split('/').slice(1)
  const first = segments.findIndex((segment) => variablesOf(segment).length > 0)
  return segments.slice(0, first === -1 ? -1 : first).join('/') || 'files'
}

/** null where nothing of ours is; `unsafe` where something is, but not under such a path. */
export function findDownload(routes: DownloadRoute[], path: string): Download | 'unsafe' | null {
  for (const route of routes) {
    const values = matchTemplate(route.template, path)
    if (values === null) continue
    return [...values.values()].every(isSafeValue) ? { route, values } : 'unsafe'
  }
  return null
}

/**
 * The target's address, filled in; null if that would lead anywhere but below what the document says. Values are safe
 * one by one already: this is about what they make together with the letters around them.
 */
export function targetAddress(target: string, values: ReadonlyMap<string, string>): string | null {
  const filled = fillTemplate(target, values)
  const { origin } = new URL(fillTemplate(target, new Map(variablesOf(target).map((name) => [name, 'x']))))
  const url = URL.canParse(filled) ? new URL(filled) : null
  return url !== null && url.origin === origin && url.href === filled ? filled : null
}
