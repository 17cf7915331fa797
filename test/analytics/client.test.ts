import { describe, expect, it } from 'vitest'
import { clientOf } from '../../src/analytics/client.ts'
import { CLIENTS } from '../../src/analytics/client-table.ts'
import { eventSchema } from '../../src/analytics/event.ts'

/** An agent, and what is kept of it: name, version, class, platform. */
type Row = [agent: string, name: string, version: string, kind: string, platform?: string]

const DOCKER_18 =
  'docker/18.09.7 go/go1.10.1 git-commit/2d0083d kernel/4.15.0-45-generic os/linux arch/amd64 UpstreamClient(Docker-Client/18.09.7 \\(linux\\))'
const DOCKER_29 =
  'docker/29.0.0 go/go1.25.3 git-commit/d105562 kernel/6.10.14-linuxkit os/linux arch/arm64 containerd-client/2.2.0+unknown storage-driver/overlayfs UpstreamClient(Docker-Client/29.0.0 \\(darwin\\))'
const DOCKER_DEV =
  'docker/dev go/go1.20.4 git-commit/8d67d0c1a8 kernel/5.15.49-linuxkit-pr os/linux arch/arm64 UpstreamClient(Docker-Client/24.0.2 \\(linux\\))'
const CRIO_RHAOS = 'cri-o/1.27.8-2.rhaos4.14.gitbfac241.el9 go/go1.20.12 os/linux arch/amd64'

/** clients.md 1a, in its order: every shape, and every example to the letter. Then what else is known. */
const KNOWN: Row[] = [
  [DOCKER_18, 'docker', '18.09.7', 'runtime', 'linux/amd64'],
  [DOCKER_29, 'docker', '29.0.0', 'runtime', 'linux/arm64'],
  [DOCKER_DEV, 'docker', '', 'runtime', 'linux/arm64'],
  ['docker/20.10.24+dfsg1 go/go1.19.8 git-commit/5d6db84 kernel/6.1.0 os/linux arch/amd64', 'docker', '20.10.24', 'runtime', 'linux/amd64'],
  ['docker/17.05.0-ce go/go1.7.5 os/linux arch/arm UpstreamClient(compose/1.29 os/windows arch/amd64)', 'docker', '17.05.0', 'runtime', 'linux/arm'],
  ['docker/24.0.7 go/go1.20 git-commit/311b9ff UpstreamClient(x os/windows arch/amd64)', 'docker', '24.0.7', 'runtime'],
  ['docker/24.0.7 go/go1.20 os/windows arch/amd64', 'docker', '24.0.7', 'runtime', 'windows/amd64'],
  ['docker/1.12.3', 'docker', '1.12.3', 'runtime'],
  ['docker/27.3.1 UpstreamClient(unclosed', 'docker', '27.3.1', 'runtime'],
  ['Docker-Client/27.3.1 (linux)', 'docker-cli', '27.3.1', 'tool'],
  ['Docker-Client/28.2.2 (linux)', 'docker-cli', '28.2.2', 'tool'],
  ['Docker-Client/29.0.0 (darwin)', 'docker-cli', '29.0.0', 'tool'],

  ['containerd/v1.7.13', 'containerd', '1.7.13', 'runtime'],
  ['containerd/1.7.27', 'containerd', '1.7.27', 'runtime'],
  ['containerd/v1.5.2', 'containerd', '1.5.2', 'runtime'],
  ['containerd/v2.0.0-rc.1', 'containerd', '2.0.0', 'runtime'],
  ['containerd/1.7.13.m', 'containerd', '1.7.13', 'runtime'],
  ['containerd/2.1.6+bottlerocket', 'containerd', '2.1.6', 'runtime'],
  ['containerd/v1.7.23-k3s2', 'containerd', '1.7.23', 'runtime'],
  ['containerd/1.6.36+azure', 'containerd', '1.6.36', 'runtime'],
  ['containerd/1.7.15-1', 'containerd', '1.7.15', 'runtime'],
  ['containerd/1.6.20~ds1', 'containerd', '1.6.20', 'runtime'],
  ['containerd/1.7.12-0ubuntu4', 'containerd', '1.7.12', 'runtime'],
  ['containerd/3fcb3a4', 'containerd', '', 'runtime'],
  ['containerd/', 'containerd', '', 'runtime'],
  ['containerd/1.7.12+unknown', 'containerd', '1.7.12', 'tool'],
  ['containerd/1.6.21+unknown', 'containerd', '1.6.21', 'tool'],

  ['buildkit/v0.16', 'buildkit', '0.16', 'build'],
  ['buildkit/v0.13-dev', 'buildkit', '0.13', 'build'],
  ['buildkit/v0.16 buildx/v0.17', 'buildkit', '0.16', 'build'],
  ['buildkit/v0.12.5+435cb77e369c', 'buildkit', '0.12', 'build'],
  ['buildkit/v0.0.0+unknown', 'buildkit', '', 'build'],
  ['buildkit/unknown', 'buildkit', '', 'build'],

  ['containers/5.29.2 (github.com/containers/image)', 'containers-image', '5.29.2', 'runtime'],
  ['containers/5.23.1 (github.com/containers/image)', 'containers-image', '5.23.1', 'runtime'],
  ['containers/5.28.1-dev (github.com/containers/image)', 'containers-image', '5.28.1', 'runtime'],
  ['skopeo/1.16.0', 'skopeo', '1.16.0', 'tool'],
  ['nightly-job skopeo/1.9.3', 'skopeo', '1.9.3', 'tool'],
  ['Buildah/1.37.0', 'buildah', '1.37.0', 'build'],
  ['Buildah/1.28.2', 'buildah', '1.28.2', 'build'],
  [CRIO_RHAOS, 'cri-o', '1.27.8', 'runtime', 'linux/amd64'],
  ['cri-o/1.31.2 go/go1.23.2 os/linux arch/arm64', 'cri-o', '1.31.2', 'runtime', 'linux/arm64'],
  ['cri-o/1.20.0', 'cri-o', '1.20.0', 'runtime'],

  ['go-containerregistry/v0.20.3', 'go-containerregistry', '0.20.3', 'tool'],
  ['go-containerregistry', 'go-containerregistry', '', 'tool'],
  ['crane/v0.20.2 go-containerregistry/v0.20.2', 'crane', '0.20.2', 'tool'],
  ['crane/0.21.0', 'crane', '0.21.0', 'tool'],
  ['ko/v0.17.1 go-containerregistry/v0.20.2', 'ko', '0.17.1', 'build'],
  ['ko/42978711 go-containerregistry/v0.20.2', 'ko', '', 'build'],
  ['cosign/v2.4.1 (linux; amd64) go-containerregistry/v0.20.2', 'cosign', '2.4.1', 'tool', 'linux/amd64'],
  ['cosign/devel (darwin; arm64) go-containerregistry/v0.20.2', 'cosign', '', 'tool', 'darwin/arm64'],
  ['trivy/0.64.1', 'trivy', '0.64.1', 'scanner'],
  ['flux/v2 go-containerregistry/v0.20.2', 'flux', '', 'gitops'],
  ['flux/v2/helm/v4/oras/v2', 'flux', '', 'gitops'],
  ['flux', 'flux', '', 'gitops'],
  ['Helm/3.16.2', 'helm', '3.16.2', 'tool'],
  ['Helm/4.0.0-rc.1', 'helm', '4.0.0', 'tool'],
  ['oras/1.2.0', 'oras', '1.2.0', 'tool'],
  ['oras/1.3.0-beta.1+dirty', 'oras', '1.3.0', 'tool'],
  ['oras-go', 'oras-go', '', 'tool'],
  ['argocd-repo-server/v2.13.1 (linux/amd64)', 'argocd', '2.13.1', 'gitops', 'linux/amd64'],
  ['Go-http-client/1.1', 'go-http-client', '', 'unknown'],
  ['Go-http-client/2.0', 'go-http-client', '', 'unknown'],
  ['regclient/regclient', 'regclient', '', 'tool'],
  ['regclient/regctl (v0.7.2)', 'regctl', '0.7.2', 'tool'],
  ['regclient/regctl (725072f00c1a)', 'regctl', '', 'tool'],
  ['regclient/regsync (v0.8.0)', 'regsync', '0.8.0', 'mirror'],
  ['regclient/regbot (v0.8.0)', 'regbot', '0.8.0', 'tool'],
  ['harbor-registry-client', 'harbor', '', 'mirror'],
  ['Nexus/3.68.1-02 (PRO; Linux; 5.10; amd64; 17.0.11)', 'nexus', '3.68.1', 'mirror', 'linux/amd64'],
  ['Nexus/3.70.0-03 (OSS; Mac OS X; 14.5; aarch64; 17.0.11)', 'nexus', '3.70.0', 'mirror', 'darwin/arm64'],
  ['Nexus/3.70.0-03 (OSS; Windows Server 2022; 10.0; x86_64; 17)', 'nexus', '3.70.0', 'mirror', 'windows/amd64'],
  ['Nexus/3.70.0', 'nexus', '3.70.0', 'mirror'],
  ['Artifactory/7.77.5 77705900', 'artifactory', '7.77.5', 'mirror'],
  ['Renovate/39.42.4 (https://github.com/renovatebot/renovate)', 'renovate', '39.42.4', 'updater'],
  ['nydusd/1.0.0', 'nydus', '', 'runtime'],
  ['dragonfly/0.1.110', 'dragonfly', '0.1.110', 'mirror'],
  ['spegel', 'spegel', '', 'mirror'],
  ['soci-snapshotter/0.9.0', 'soci', '0.9.0', 'runtime'],
  ['Watchtower (Docker)', 'watchtower', '', 'updater'],
  ['Watchtower/v1.7.1', 'watchtower', '1.7.1', 'updater'],
  ['Watchtower/v0.0.0-unknown', 'watchtower', '', 'updater'],
  ['werf/v2.7.3 go-containerregistry/v0.19.1', 'werf', '2.7.3', 'build'],
  ['werf/v2.7.3', 'werf', '2.7.3', 'build'],

  ['zot/2.1.1', 'zot', '2.1.1', 'mirror'],
  ['diun/4.29.0 go/1.23 Linux', 'diun', '4.29.0', 'updater'],
  ['wud/8.1.0', 'wud', '8.1.0', 'updater'],
  ['grype go-containerregistry/v0.20.3', 'grype', '', 'scanner'],
  ['/home/ada.lovelace/bin/syft go-containerregistry/v0.20.3', 'syft', '', 'scanner'],
  ['kaniko/v1.23.2,docker', 'kaniko', '1.23.2', 'build'],
  ['jib 3.4.0 jib-maven-plugin Google-HTTP-Java-Client/1.42.2 (gzip)', 'jib', '3.4.0', 'build'],
  ['Apptainer/1.3.4 (Linux amd64) Go/1.22.7', 'apptainer', '1.3.4', 'runtime', 'linux/amd64'],
  ['curl/7.88.1', 'curl', '7.88.1', 'tool'],
  ['Wget/1.21.3', 'wget', '1.21.3', 'tool'],
  ['Wget2/2.1.0', 'wget', '2.1.0', 'tool'],
  ['Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1.19041', 'powershell', '', 'tool'],
  ['Mozilla/5.0 (Linux; Debian GNU/Linux 12; en-US) PowerShell/7.4.6', 'powershell', '7.4.6', 'tool'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0', 'browser', '', 'browser'],
  ['Mozilla/5.0 (Linux; Android 10; CUBOT X30) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36', 'browser', '', 'browser'],
  ['Opera/9.80 (X11; Linux i686) Presto/2.12.388 Version/12.16', 'browser', '', 'browser'],
  ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', 'bot', '', 'unknown'],
  ['Mozilla/5.0 (compatible; YandexBot/3.0)', 'bot', '', 'unknown'],
] // prettier-ignore

/** What is not known keeps its product's name at most. */
const UNKNOWN: Row[] = [
  ['cert-manager-cmctl/v2.1.1 (linux/amd64)', 'cert-manager-cmctl', '', 'unknown'],
  ['python-requests/2.32.3', 'python-requests', '', 'unknown'],
  ['kube-probe/1.31', 'kube-probe', '', 'unknown'],
  ['docker/mcp_gateway', 'docker', '', 'unknown'],
  ['k8s-image-availability-exporter/0.8', 'k8s-image-availability-exporter', '', 'unknown'],
  ['UPPER_Case.1/2', 'upper_case.1', '', 'unknown'],
  ['kyverno/v1.12 go-containerregistry/v0.19.1', 'kyverno', '', 'tool'],
  ['/home/ada/bin/mirror-it go-containerregistry/v0.19.1', '', '', 'tool'],
  ['just words', '', '', 'unknown'],
  ['two words/1.0', '', '', 'unknown'],
  ['/', '', '', 'unknown'],
  ['1tool/2', '', '', 'unknown'],
  ['', '', '', 'unknown'],
]

/** What must not come through, in a name, a version or a platform. */
const HOSTILE: Row[] = [
  ['203.0.113.7/1.0', '', '', 'unknown'],
  ['host203.0.113.7/1.0', '', '', 'unknown'],
  ['ip-10-0-0-17/1.0', '', '', 'unknown'],
  ['n1-1-1-1/1.0', '', '', 'unknown'],
  ['fe80--1c2d-3e4f/1.0', '', '', 'unknown'],
  ['b8-27-eb-aa-bb-cc/1.0', '', '', 'unknown'],
  ['f47ac10b-58cc-4372-a567-0e02b2c3/1', '', '', 'unknown'],
  ['deadbeefcafe/1.0', '', '', 'unknown'],
  ['dead-beef-cafe/1.0', '', '', 'unknown'],
  ['agent-4f3a9c1d/1.0', '', '', 'unknown'],
  ['tel-030-123-45/1.0', '', '', 'unknown'],
  ['run20261122/1.0', '', '', 'unknown'],
  ['r2u0n2s6/1.0', '', '', 'unknown'],
  ['ada@example.org/1.0', '', '', 'unknown'],
  ['ada.example.org/1.0', '', '', 'unknown'],
  ['github.com/ada/lovelace', '', '', 'unknown'],
  [`${'x'.repeat(33)}/1.0`, '', '', 'unknown'],
  ['tööl/1.0', '', '', 'unknown'],
  ['tool\r\nX-Header: 1/1.0', '', '', 'unknown'],
  ["x';DROP TABLE event;--/1", '', '', 'unknown'],
  ['<script>/1', '', '', 'unknown'],
  ['=cmd()/1', '', '', 'unknown'],
  ['containerd/203.0.113.7', 'containerd', '', 'runtime'],
  ['containerd/4917012345678', 'containerd', '', 'runtime'],
  ['containerd/12345.1.1', 'containerd', '', 'runtime'],
  ['containerd/5e1b2c3d', 'containerd', '', 'runtime'],
  ['containerd/1.7.0e1b2c3d', 'containerd', '', 'runtime'],
  ['containerd/1.7.ada', 'containerd', '1.7', 'runtime'],
  ['containerd/ada@example.org', 'containerd', '', 'runtime'],
  ['curl/99999999999999999999', 'curl', '', 'tool'],
  ['docker/27.0.1 os/ada@example.org arch/amd64', 'docker', '27.0.1', 'runtime'],
  ['docker/27.0.1 os/linux arch/203.0.113.7', 'docker', '27.0.1', 'runtime'],
  ['docker/27.0.1 os/linux/../x arch/__proto__', 'docker', '27.0.1', 'runtime'],
  ['cri-o/1.30.0 go/x os/constructor arch/toString', 'cri-o', '1.30.0', 'runtime'],
] // prettier-ignore

describe('clientOf', () => {
  it.each([...KNOWN, ...UNKNOWN, ...HOSTILE])('%j', (agent, name, version, kind, platform = '') => {
    expect(clientOf(agent)).toEqual({ name, version, class: kind, platform })
  })

  it('knows nothing of a request without a User-Agent', () => {
    expect(clientOf(null)).toEqual({ name: '', version: '', class: 'unknown', platform: '' })
  })

  it('fits an event, whatever it is given', () => {
    const { client, clientVersion, clientPlatform } = eventSchema.shape
    for (const [agent] of [...KNOWN, ...UNKNOWN, ...HOSTILE]) {
      const { name, version, platform } = clientOf(agent)
      expect(client.parse(name)).toMatch(/^[a-z0-9._-]*$/)
      expect(clientVersion.parse(version)).toMatch(/^(?:\d+(?:\.\d+){0,2})?$/)
      expect(version.length).toBeLessThanOrEqual(16)
      expect(clientPlatform.parse(platform)).toMatch(/^(?:[a-z0-9]+\/[a-z0-9]+(?:\/v\d)?)?$/)
    }
  })

  it('has a row of this test for every row of the table', () => {
    const firstMatches = new Set(
      KNOWN.concat(UNKNOWN).map(([agent]) => CLIENTS.find((row) => row.agent.test(agent))),
    )
    expect(CLIENTS.filter((row) => !firstMatches.has(row))).toEqual([])
  })
})

describe('a User-Agent made to take long', () => {
  const LONG = 1_000_000
  it.each([
    ['docker/1 ' + ' os/'.repeat(LONG), 'docker'],
    ['docker/1 ' + 'os/a arch/'.repeat(LONG), 'docker'],
    ['docker/1' + '('.repeat(LONG), 'docker'],
    ['cri-o/1 ' + ' os/ arch/'.repeat(LONG), 'cri-o'],
    ['cosign/1 (' + '; '.repeat(LONG), 'cosign'],
    ['Nexus/1 (' + '; '.repeat(LONG), 'nexus'],
    ['containerd/' + '+unknown'.repeat(LONG), 'containerd'],
    ['containerd/' + '1.'.repeat(LONG), 'containerd'],
    ['Mozilla/' + ' bo'.repeat(LONG), 'browser'],
    ['Mozilla/' + 'powershell '.repeat(LONG), 'browser'],
    [' skopeo'.repeat(LONG), ''],
    ['/'.repeat(LONG) + 'grype go-containerregistry/', ''],
    ['a'.repeat(LONG), ''],
  ])('%.20s... is read like any other', (agent, name) => {
    // A hundred times, so that one that backtracks without bound does not end within the test's time.
    for (let times = 0; times < 100; times++) expect(clientOf(agent).name).toBe(name)
  })

  it('is read as far as 1,024 characters', () => {
    expect(clientOf(`${' '.repeat(1015)}skopeo/1.16.0`).version).toBe('1')
    expect(clientOf(`${' '.repeat(1024)}skopeo/1.16.0`).name).toBe('')
  })
})
