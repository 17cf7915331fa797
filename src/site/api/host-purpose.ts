// Why a host is in the list of those that a firewall has to let through.

type Known = {
  gateway: string
  registries: { upstream: string; host: string }[]
  content: { upstream: string; host: string }[]
  /** An older gateway does not tell `via`. */
  downloads: { path: string; host: string; via?: string | null | undefined }[]
}

/** Content hosts are those that layers lately came from. */
export function purposesOf({ gateway, registries, content, downloads }: Known, host: string): string[] {
  const purposes = [
    ...(host === gateway ? ['the gateway'] : []),
    ...registries.filter((one) => one.host === host).map(({ upstream }) => `registry ${upstream}`),
    ...content.filter((one) => one.host === host).map(({ upstream }) => `layers of ${upstream}`),
    ...downloads
      .filter((one) => one.host === host)
      .map(({ path, via }) => `files of ${path}${via ? `, redirected by ${via}` : ''}`),
  ]
  // Targets of one path may lie at one host.
  return [...new Set(purposes)]
}
