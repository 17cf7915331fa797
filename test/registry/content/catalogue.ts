// Every repository the stand-in holds, under the names it serves them by.
import { chartRepository } from './chart.ts'
import { controllerRepository } from './controller.ts'
import type { Repository } from './repository.ts'
import { webhookRepository } from './webhook.ts'

export type Catalogue = ReadonlyMap<string, Repository>

// Content never mentions the namespace: two registries with different namespaces hold the same digests, as the
// registries that a project publishes to do.
export const buildCatalogue = async (namespace: string): Promise<Catalogue> => {
  const repositories = await Promise.all([controllerRepository(), webhookRepository(), chartRepository()])
  const named = repositories.map((repository) => {
    const name = namespace === '' ? repository.name : `${namespace}/${repository.name}`
    return { ...repository, name }
  })
  return new Map(named.map((repository) => [repository.name, repository]))
}
