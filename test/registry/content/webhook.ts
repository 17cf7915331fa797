// `cert-manager-webhook`: one platform, Docker media types, an empty last layer, and tags enough for several pages.
import { addImage } from './image.ts'
import { emptyLayer } from './layer.ts'
import { emptyRepository, type Repository } from './repository.ts'
import { baseLayer, programLayer } from './rootfs.ts'

const PROGRAM = 'cert-manager-webhook'
const TAG = 'v1.19.0'
const ALPHAS = 25

export const webhookRepository = async (): Promise<Repository> => {
  const repository = emptyRepository(PROGRAM)
  const layers = await Promise.all([
    baseLayer('linux/amd64'),
    programLayer(PROGRAM, TAG, 'linux/amd64'),
    emptyLayer('WORKDIR /'),
  ])
  const platform = { architecture: 'amd64', os: 'linux' }
  const image = await addImage(repository, {
    platform,
    layers,
    entrypoint: `/app/${PROGRAM}`,
    format: 'docker',
  })
  repository.tags.set(TAG, image.digest)
  for (let alpha = 1; alpha <= ALPHAS; alpha++) repository.tags.set(`v1.17.0-alpha.${alpha}`, image.digest)
  return repository
}
