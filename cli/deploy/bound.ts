// The settings with the ids of what is in the account, as the file that wrangler deploys from. Settings stay as they are:
// nobody has to keep ids in them, and a first deploy that broke off finds what it had made.
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, relative, resolve } from 'node:path'
import { PROJECT } from '../local/project.ts'
import type { SettingsFile } from './settings-file.ts'

/** Ids by binding. */
export type Bound = { namespaces: Map<string, string>; databases: Map<string, string>; queues: string[] }

/** Returns its path, below .wrangler, which is nobody's to edit. `folder` is where the settings lie. */
export async function writeBound(settings: SettingsFile, bound: Bound, folder: string): Promise<string> {
  const path = resolve(PROJECT, '.wrangler', 'fairlead', `${settings.name}.json`)
  await mkdir(dirname(path), { recursive: true })
  // Paths in it are seen from where it lies.
  const fromThere = (to: string) => relative(dirname(path), resolve(folder, to))
  const { assets } = settings
  const paths = {
    main: fromThere(settings.main),
    ...(assets === undefined ? {} : { assets: { ...assets, directory: fromThere(assets.directory) } }),
  }
  await writeFile(path, JSON.stringify({ ...boundSettings(settings, bound), ...paths }, null, 2))
  return path
}

export function boundSettings(
  settings: SettingsFile,
  { namespaces, databases, queues }: Bound,
): SettingsFile {
  const { producers, consumers } = settings.queues
  return {
    ...settings,
    kv_namespaces: settings.kv_namespaces.map((one) => ({
      ...one,
      ...idOf('id', namespaces.get(one.binding)),
    })),
    d1_databases: settings.d1_databases.map((one) => ({
      ...one,
      ...idOf('database_id', databases.get(one.binding)),
    })),
    queues: {
      ...settings.queues,
      producers: producers.filter(({ queue }) => queues.includes(queue)),
      consumers: consumers.filter(({ queue }) => queues.includes(queue)),
    },
  }
}

function idOf(field: 'id' | 'database_id', id: string | undefined): Partial<Record<typeof field, string>> {
  return id === undefined ? {} : { [field]: id }
}
