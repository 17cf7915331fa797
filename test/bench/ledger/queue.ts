// How many messages a pull sends to the queue: each is three operations that are paid for.
import { type Figure, figure } from '../figure.ts'
import { type Gateway, createGateway } from './gateway.ts'

const REPOSITORY = 'cert-manager-controller'
const TAG = 'v1.19.0'

type Step = [method: string, path: string, status: number]

export async function measureQueue(env: Env, context: ExecutionContext): Promise<Figure[]> {
  const gateway = await createGateway(env, context)
  const containerd = stepsOf(gateway)
  const docker: Step[] = [['GET', '/v2/', 200], ...containerd]
  const restart = () => gateway.restart()
  return [
    figure('queue_messages_per_pull', await messagesOf(gateway, docker), 'messages'),
    figure('queue_messages_per_containerd_pull', await messagesOf(gateway, containerd), 'messages'),
    // Requests of one client that land in as many isolates, none of which has seen the manifest.
    figure('queue_messages_per_scattered_pull', await messagesOf(gateway, docker, restart), 'messages'),
  ]
}

/** By a client that has nothing of the image yet, at an isolate that has seen nothing of it either. */
async function messagesOf(
  gateway: Gateway,
  steps: Step[],
  between: () => unknown = () => undefined,
): Promise<number> {
  gateway.restart()
  for (const step of steps) {
    await gateway.ask(...step)
    between()
  }
  return gateway.takeMessages()
}

/** What both send for one platform of a multi-arch image. */
function stepsOf({ content }: Gateway): Step[] {
  const image = content.images.find(
    ({ repository, tag, index }) => repository.endsWith(REPOSITORY) && tag === TAG && index !== null,
  )
  if (image === undefined) throw new Error(`the stand-in has no multi-arch ${REPOSITORY}:${TAG}`)
  const manifests = `/v2/${REPOSITORY}/manifests`
  const blobs = [image.config ?? '', ...image.layers]
  return [
    ['HEAD', `${manifests}/${TAG}`, 200],
    ['GET', `${manifests}/${image.index ?? ''}`, 200],
    ['GET', `${manifests}/${image.manifest}`, 200],
    ...blobs.map((digest): Step => ['GET', `/v2/${REPOSITORY}/blobs/${digest}`, 307]),
  ]
}
