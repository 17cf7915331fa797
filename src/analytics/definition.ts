// What the numbers mean, in the words that people are shown.
import type { ClientClass, Metric } from './event.ts'

/** Changes whenever a definition below does, so that nobody compares two that differ. */
export const DEFINITION_VERSION = 1

export const METRIC_DEFINITIONS = {
  check:
    'Somebody looked whether a tag has moved: HEAD of a manifest, or GET of a tag that answers an index.',
  pull: 'An image manifest was fetched: one for each image pulled, by every client.',
  download:
    "A redirect to the image's last layer was handed out: nodes that already have the image never ask for it.",
  chart_pull: 'A Helm chart was fetched.',
  chart_check: 'Somebody looked whether there is a newer chart.',
  verify: 'A signature, an attestation or the list of what refers to an image was fetched.',
  file_download: 'A redirect to a release file was handed out; a resumed download was counted when it began.',
  page_view: 'A documentation page was shown.',
  visit: 'The first page view of the day in a browser, counted for the site without any identifier.',
  error: 'A request failed: an unknown tag, repository or file, or an upstream that did not answer.',
} as const satisfies Record<Metric, string>

export const CLASS_DEFINITIONS = {
  runtime: 'container runtimes: containerd, CRI-O, Docker, Podman',
  build: 'image builds: BuildKit, Buildah, kaniko, ko',
  tool: 'tools at a prompt or in a pipeline: crane, skopeo, helm, oras, curl',
  gitops: 'Argo CD, Flux',
  updater: 'what looks for new versions: Renovate, Watchtower, Diun',
  mirror: 'what fetches once for many: Harbor, Artifactory, Nexus, Spegel',
  scanner: 'what looks for weaknesses: Trivy, Grype',
  browser: 'people with a web browser',
  unknown: 'clients that do not say, or that nobody knows',
} as const satisfies Record<ClientClass, string>
