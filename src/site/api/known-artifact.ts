// An artifact that is asked for by name has to exist: a misspelt one is no artifact with no pulls.
import { isArtifact } from '../../analytics/stats/artifact.ts'
import { ParameterError } from './parameter.ts'

export async function checkArtifact(db: D1Database, name: string | undefined): Promise<void> {
  if (name === undefined || (await isArtifact(db, name))) return
  throw new ParameterError(
    `artifact=${name.slice(0, 60)}: nothing of this name has been counted; /api/v1/artifacts lists all`,
  )
}
