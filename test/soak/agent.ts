// Who asks, and what is to be known of it afterwards: written down by hand, not by the product's own table.

export type Agent = { header: string; client: string; version: string; class: string; platform: string }

const LINUX = 'linux/amd64'

export const AGENTS = {
  docker: {
    header: 'docker/28.5.1 go/go1.24.8 git-commit/f8215cc kernel/6.8.0-85-generic os/linux arch/amd64',
    client: 'docker',
    version: 'docker 28.5.1',
    class: 'runtime',
    platform: LINUX,
  },
  containerd: {
    header: 'containerd/v2.1.4',
    client: 'containerd',
    version: 'containerd 2.1.4',
    class: 'runtime',
    platform: '',
  },
  crio: {
    header: 'cri-o/1.33.4 go/go1.23.4 os/linux arch/amd64',
    client: 'cri-o',
    version: 'cri-o 1.33.4',
    class: 'runtime',
    platform: LINUX,
  },
  skopeo: {
    header: 'skopeo/1.18.0',
    client: 'skopeo',
    version: 'skopeo 1.18.0',
    class: 'tool',
    platform: '',
  },
  argocd: {
    header: 'argocd-repo-server/v3.1.0 (linux/amd64)',
    client: 'argocd',
    version: 'argocd 3.1.0',
    class: 'gitops',
    platform: LINUX,
  },
  helm: { header: 'Helm/3.18.4', client: 'helm', version: 'helm 3.18.4', class: 'tool', platform: '' },
  cosign: {
    header: 'cosign/v2.5.0 (linux; amd64)',
    client: 'cosign',
    version: 'cosign 2.5.0',
    class: 'tool',
    platform: LINUX,
  },
  curl: { header: 'curl/8.14.1', client: 'curl', version: 'curl 8.14.1', class: 'tool', platform: '' },
  browser: {
    header: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    client: 'browser',
    version: '',
    class: 'browser',
    platform: '',
  },
} satisfies Record<string, Agent>
