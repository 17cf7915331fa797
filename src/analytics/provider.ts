// Whose data centre a request comes from, by the number of its network.

/**
 * Networks that rent out machines or run builds, and no others: who else asks is nobody's business. A number is here
 * only if it is surely theirs; one too few makes a request one of "everybody else", one too many makes it a lie.
 */
const NETWORKS = {
  akamai: [63949],
  alibaba: [37963, 45102, 134963],
  amazon: [16509, 14618, 8987, 7224],
  cloudflare: [13335],
  contabo: [51167, 141995],
  digitalocean: [14061],
  equinix: [54825],
  exoscale: [61098],
  fly: [40509],
  github: [36459],
  google: [15169, 396982, 19527],
  hetzner: [24940, 212317, 213230],
  huawei: [55990, 136907],
  ibm: [36351],
  ionos: [8560],
  leaseweb: [60781, 28753, 30633, 395954, 59253],
  microsoft: [8075, 8068, 8069],
  oracle: [31898],
  ovh: [16276],
  rackspace: [33070, 19994, 27357, 15395, 12200],
  scaleway: [12876],
  tencent: [45090, 132203],
  upcloud: [202053, 25697],
  vultr: [20473],
  yandex: [200350],
} satisfies Record<string, number[]>

const PROVIDERS = new Map(
  Object.entries(NETWORKS).flatMap(([provider, numbers]) => numbers.map((asn) => [asn, provider] as const)),
)

/** One of the names above, or '' for everybody else. */
export function providerOf(asn: number | null | undefined): string {
  return PROVIDERS.get(asn ?? 0) ?? ''
}
