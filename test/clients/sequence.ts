// The requests of one pull in words that are the same in every run: placeholders for names, and an order for blobs.
import type { PulledImage } from './pull.ts'
import type { Recorded } from './recorder.ts'
import type { Tally } from './tally.ts'

/** Clients fetch blobs several at a time: this is the order in which those of a row are written down. */
const BLOBS = ['blobs/<config>', 'blobs/<layer>', 'blobs/<last layer>', 'blobs/<empty layer>']
/** BuildKit's layer of nothing. In an image that ends with it, the one before is the last. */
const EMPTY_LAYER = 'sha256:4f4fb700ef54461cfa02571ae0db9a0dc1e0cdb5577484a6d75e68dc38e8acc1'
const REQUEST_WIDTH = 36

type Step = { request: string; subject: string; counted: string }

/** A line each, such as `200 GET manifests/<image digest>     pull`; equal ones that follow each other are one. */
export function sequenceOf(asked: Recorded[], image: PulledImage, tally: Tally): string[] {
  const steps = inOrder(asked.map((request) => stepOf(request, image, tally)))
  const rows: (Step & { times: number })[] = []
  for (const step of steps) {
    const last = rows.at(-1)
    if (last?.request === step.request && last.counted === step.counted) last.times++
    else rows.push({ ...step, times: 1 })
  }
  return rows.map(({ request, times, counted }) =>
    `${(request + (times > 1 ? ` x${times}` : '')).padEnd(REQUEST_WIDTH)}${counted}`.trimEnd(),
  )
}

function stepOf(request: Recorded, image: PulledImage, tally: Tally): Step {
  const subject = subjectOf(request.path, image)
  const counted = tally.of(request).map(({ metric }) => metric)
  return { request: `${request.status} ${request.method} ${subject}`, subject, counted: counted.join(', ') }
}

/** `manifests/<tag>` for `/v2/cert-manager-controller/manifests/v1.19.0`. */
function subjectOf(path: string, image: PulledImage): string {
  const [, kind, reference = ''] = /^\/v2\/.+\/(manifests|blobs)\/([^/]+)$/.exec(path) ?? []
  return kind === undefined ? path : `${kind}/<${roleOf(reference, image)}>`
}

function roleOf(reference: string, { index, manifest, config, layers }: PulledImage): string {
  switch (reference) {
    case index:
      return 'index digest'
    case manifest:
      return 'image digest'
    case config:
      return 'config'
    case EMPTY_LAYER:
      return 'empty layer'
    case layers.findLast((layer) => layer !== EMPTY_LAYER):
      return 'last layer'
  }
  if (layers.includes(reference)) return 'layer'
  return reference.includes(':') ? 'other digest' : 'tag'
}

function inOrder(steps: Step[]): Step[] {
  let row = 0
  return steps
    .map((step) => ({ step, rank: BLOBS.indexOf(step.subject) }))
    .map(({ step, rank }) => ({ step, rank, row: rank === -1 ? ++row : row }))
    .toSorted((a, b) => a.row - b.row || a.rank - b.rank)
    .map(({ step }) => step)
}
