// The User-Agents that registry clients are known to send, in the order in which they are tried.
import type { ClientClass } from './event.ts'

export type ClientRow = {
  /** May name three groups: `v` for the version, `os` and `arch` for the machine. */
  agent: RegExp
  /** Null where the agent's own product name is taken, as far as it may be. */
  name: string | null
  class: ClientClass
}

export const CLIENTS: readonly ClientRow[] = [
  // The machine is the daemon's. What stands in UpstreamClient(...), after the first parenthesis, asked the daemon.
  {
    agent: /^docker\/(?<v>v?\d\S*|dev)(?:[^(]*? os\/(?<os>\S+) arch\/(?<arch>\S+))?/i,
    name: 'docker',
    class: 'runtime',
  },
  { agent: /^docker-client\/(?<v>\S+)/i, name: 'docker-cli', class: 'tool' },
  // It never says its patch level; an older one inside dockerd does, and is cut to be the same.
  { agent: /^buildkit\/(?<v>v?\d+\.\d+)?/i, name: 'buildkit', class: 'build' },
  // A build of containerd's library into something else (OPA, buildx asking for a token, nerdctl): not the daemon that
  // runs things. nerdctl does run them, but nothing here tells it apart, and the runtimes are the view people see
  // first: better one too few there than one that is none.
  { agent: /^containerd\/(?<v>\S*?)\+unknown(?:\s|$)/i, name: 'containerd', class: 'tool' },
  // `-k3s1`, `+bottlerocket`, `+azure`, `~ds1`: flavours of the daemon, all of them.
  { agent: /^containerd\/(?<v>\S*)/i, name: 'containerd', class: 'runtime' },
  {
    agent: /^cri-o\/(?<v>\S+)(?:.*? os\/(?<os>\S+) arch\/(?<arch>\S+))?/i,
    name: 'cri-o',
    class: 'runtime',
  },
  // Podman says this, and so does whatever else is built on containers/image without a name of its own. The version is
  // the library's too, so the name has to be.
  { agent: /^containers\/(?<v>\S+)/i, name: 'containers-image', class: 'runtime' },
  // Its users may put a word of theirs before it.
  { agent: /(?:^| )skopeo\/(?<v>\S+)/i, name: 'skopeo', class: 'tool' },
  { agent: /^buildah\/(?<v>\S+)/i, name: 'buildah', class: 'build' },
  {
    agent: /^cosign\/(?<v>\S+)(?: \((?<os>[^;)]+); (?<arch>[^;)]+)\))?/i,
    name: 'cosign',
    class: 'tool',
  },
  // `flux/v2` is all that any release says.
  { agent: /^flux(?:\/|$)/i, name: 'flux', class: 'gitops' },
  { agent: /^helm\/(?<v>\S+)/i, name: 'helm', class: 'tool' },
  { agent: /^oras\/(?<v>\S+)/i, name: 'oras', class: 'tool' },
  { agent: /^oras-go(?:\/|$)/i, name: 'oras-go', class: 'tool' },
  { agent: /^regclient\/regctl(?: \((?<v>[^)]+)\))?/i, name: 'regctl', class: 'tool' },
  { agent: /^regclient\/regsync(?: \((?<v>[^)]+)\))?/i, name: 'regsync', class: 'mirror' },
  { agent: /^regclient\/regbot(?: \((?<v>[^)]+)\))?/i, name: 'regbot', class: 'tool' },
  // The library, whoever uses it; zot's mirroring is one.
  { agent: /^regclient\//i, name: 'regclient', class: 'tool' },
  {
    agent: /^argocd-repo-server\/(?<v>\S+)(?: \((?<os>[^/)]+)\/(?<arch>[^)]+)\))?/i,
    name: 'argocd',
    class: 'gitops',
  },
  {
    agent: /^nexus\/(?<v>\S+)(?: \([^;)]*; (?<os>[^;)]*); [^;)]*; (?<arch>[^;)]*);)?/i,
    name: 'nexus',
    class: 'mirror',
  },
  { agent: /^artifactory\/(?<v>\S+)/i, name: 'artifactory', class: 'mirror' },
  { agent: /^harbor-registry-client(?:\/|$)/i, name: 'harbor', class: 'mirror' },
  { agent: /^zot(?:\/(?<v>\S+)|$)/i, name: 'zot', class: 'mirror' },
  { agent: /^renovate\/(?<v>\S+)/i, name: 'renovate', class: 'updater' },
  { agent: /^watchtower(?:\/(?<v>\S+)| |$)/i, name: 'watchtower', class: 'updater' },
  { agent: /^diun\/(?<v>\S+)/i, name: 'diun', class: 'updater' },
  { agent: /^wud\/(?<v>\S+)/i, name: 'wud', class: 'updater' },
  { agent: /^trivy\/(?<v>\S+)/i, name: 'trivy', class: 'scanner' },
  // Both send the path they were started by, which may have somebody's name in it.
  { agent: /^(?:\S*\/)?grype go-containerregistry\//i, name: 'grype', class: 'scanner' },
  { agent: /^(?:\S*\/)?syft go-containerregistry\//i, name: 'syft', class: 'scanner' },
  // Lazy snapshotters are part of a node's runtime. nydusd says 1.0.0 for ever, which is no version.
  { agent: /^nydusd\//i, name: 'nydus', class: 'runtime' },
  { agent: /^soci-snapshotter\/(?<v>\S+)/i, name: 'soci', class: 'runtime' },
  // These fetch once for many nodes.
  { agent: /^dragonfly\/(?<v>\S+)/i, name: 'dragonfly', class: 'mirror' },
  { agent: /^spegel(?:\/(?<v>\S+)|$)/i, name: 'spegel', class: 'mirror' },
  {
    agent: /^apptainer\/(?<v>\S+)(?: \((?<os>\S+) (?<arch>[^)]+)\))?/i,
    name: 'apptainer',
    class: 'runtime',
  },
  { agent: /^crane\/(?<v>\S+)/i, name: 'crane', class: 'tool' },
  // The command of this project, and a gateway before another one.
  { agent: /^fairlead\/(?<v>\S+)/i, name: 'fairlead', class: 'tool' },
  { agent: /^fairlead-doctor\/(?<v>\S+)/i, name: 'fairlead', class: 'tool' },
  { agent: /^ko\/(?<v>\S+)/i, name: 'ko', class: 'build' },
  // Only where it pushes; it pulls as go-containerregistry.
  { agent: /^kaniko\/(?<v>\S+)/i, name: 'kaniko', class: 'build' },
  { agent: /^werf\/(?<v>\S+)/i, name: 'werf', class: 'build' },
  { agent: /^jib (?<v>\S+)/i, name: 'jib', class: 'build' },
  { agent: /^go-containerregistry(?:\/(?<v>\S+))?$/i, name: 'go-containerregistry', class: 'tool' },
  { agent: / go-containerregistry(?:\/|$)/i, name: null, class: 'tool' },
  // The number after it is HTTP's version. distribution's pull-through cache and Argo CD's OCI sources are among them.
  { agent: /^go-http-client\//i, name: 'go-http-client', class: 'unknown' },
  { agent: /^curl\/(?<v>\S+)/i, name: 'curl', class: 'tool' },
  { agent: /^wget2?\/(?<v>\S+)/i, name: 'wget', class: 'tool' },
  { agent: /^mozilla\/.* (?:windows)?powershell\/(?<v>\S+)/i, name: 'powershell', class: 'tool' },
  // What crawls says so, or where to read about it. Cubot makes telephones.
  { agent: /^mozilla\/.*(?:\+https?:|(?<!cu)bot\b|crawler|spider)/i, name: 'bot', class: 'unknown' },
  { agent: /^(?:mozilla|opera)\//i, name: 'browser', class: 'browser' },
]
