// Until when the projects behind the clients mend each of their release lines, in their own words and nobody else's.

export type SupportedClient = {
  client: string
  /** Where the project says it, for a reader to follow. */
  source: string
  /**
   * A release line and its last day, or null where it is supported and no day is named. Where a month is all that is
   * named, its last day; where a line is declared over and no day was named before, the day of that declaration.
   */
  lines: Readonly<Record<string, string | null>>
}

/** The sources as they stood on this day; what they have said since is not here. */
export const CHECKED_ON = '2026-08-22'

/**
 * Only what its project names: podman's library, skopeo, buildkit and docker's command line have no such days. And only
 * the project's own: a distribution or a cloud may go on mending what is over here.
 */
export const SUPPORTED_CLIENTS: readonly SupportedClient[] = [
  {
    // What is still tentative there is left out. 1.7 and 2.0 are mended for the needs of one cloud in their last months.
    client: 'containerd',
    source: 'https://github.com/containerd/containerd/blob/main/RELEASES.md',
    lines: {
      '1.0': '2018-12-05',
      '1.1': '2019-10-23',
      '1.2': '2020-10-15',
      '1.3': '2021-03-04',
      '1.4': '2022-03-03',
      '1.5': '2023-02-28',
      '1.6': '2025-08-23',
      '1.7': '2026-09-30', // "September 2026"
      '2.0': '2027-03-31', // "March, 2027"
      '2.1': '2026-07-03',
      '2.2': '2026-11-06',
      '2.3': '2028-04-30',
    },
  },
  {
    // Of all but 20, 23 and 25 the table says "Unmaintained" and no day: here is the day on which it first said so,
    // months after the last release or a year, and years for those before 20.
    client: 'docker',
    source: 'https://github.com/moby/moby/blob/master/project/BRANCHES-AND-TAGS.md',
    lines: {
      '1': '2025-02-17',
      '17': '2025-02-17',
      '18': '2025-02-17',
      '19': '2025-02-17',
      '20': '2023-12-31', // "December 2023", said in November of that year
      '23': '2025-05-19',
      '24': '2025-02-17',
      '25': '2026-12-04',
      '26': '2025-02-17',
      '27': '2025-05-02',
      '28': '2026-05-13',
      '29': null, // "After docker-30.x"
    },
  },
  {
    // "If a Kubernetes release goes End of Life, then the corresponding CRI-O version can be considered in the same
    // way", says CRI-O's README: these are Kubernetes' days, from 1.33 on as it had planned them.
    client: 'cri-o',
    source: 'https://kubernetes.io/releases/patch-releases/',
    lines: {
      '1.8': '2018-07-12',
      '1.9': '2018-09-29',
      '1.10': '2019-02-13',
      '1.11': '2019-05-01',
      '1.12': '2019-07-08',
      '1.13': '2019-10-15',
      '1.14': '2019-12-11',
      '1.15': '2020-05-06',
      '1.16': '2020-09-02',
      '1.17': '2021-01-13',
      '1.18': '2021-06-18',
      '1.19': '2021-10-28',
      '1.20': '2022-02-28',
      '1.21': '2022-06-28',
      '1.22': '2022-12-08',
      '1.23': '2023-02-28',
      '1.24': '2023-07-28',
      '1.25': '2023-10-28',
      '1.26': '2024-02-28',
      '1.27': '2024-07-16',
      '1.28': '2024-10-22',
      '1.29': '2025-02-28',
      '1.30': '2025-07-15',
      '1.31': '2025-11-11',
      '1.32': '2026-02-28',
      '1.33': '2026-06-28',
      '1.34': '2026-10-27',
      '1.35': '2027-02-28',
      '1.36': '2027-06-28',
      '1.37': '2027-10-28', // out four days after the rest was read
    },
  },
  {
    // The last day of security fixes. Within a major version only the newest minor one gets them, which has no day.
    client: 'helm',
    source: 'https://helm.sh/blog/helm-v3-end-of-life',
    lines: {
      '2': '2020-11-13', // https://helm.sh/blog/helm-2-becomes-unsupported
      '3': '2027-02-10',
      '4': null,
    },
  },
]
