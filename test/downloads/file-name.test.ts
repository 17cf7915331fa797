import { expect, it } from 'vitest'
import { parseFileName } from '../../src/downloads/file-name.ts'

// prettier-ignore
it.each([
  // name, version in the path, artifact, version, platform
  ['cert-manager.yaml', 'v1.19.0', 'cert-manager.yaml', 'v1.19.0', ''],
  ['cmctl_linux_amd64.tar.gz', 'v2.3.0', 'cmctl', 'v2.3.0', 'linux/amd64'],
  ['cmctl_windows_amd64.exe', 'v2.3.0', 'cmctl', 'v2.3.0', 'windows/amd64'],
  ['kubectl-cert_manager-darwin-arm64.tar.gz', 'v1.14.0', 'kubectl-cert_manager', 'v1.14.0', 'darwin/arm64'],
  ['Tool_Linux_x86_64.zip', '', 'Tool', '', 'linux/amd64'],
  ['tool-macos-aarch64', '', 'tool', '', 'darwin/arm64'],
  ['tool-linux-armv7', '', 'tool', '', 'linux/arm/v7'],
  ['helm-v3.19.0-linux-amd64.tar.gz', '', 'helm', 'v3.19.0', 'linux/amd64'],
  ['helm-v3.19.0-linux-amd64.tar.gz.sha256sum', '', 'helm.sha256sum', 'v3.19.0', 'linux/amd64'],
  ['tool_1.2.3_amd64.deb', '', 'tool', '1.2.3', 'linux/amd64'],
  ['tool-1.2.3-rc.1-linux-arm64.tgz', '', 'tool', '1.2.3-rc.1', 'linux/arm64'],
  ['cert-manager-v1.19.0.tgz', '', 'cert-manager.tgz', 'v1.19.0', ''],
  ['tool-1.19.0.zip', 'v1.19.0', 'tool.zip', 'v1.19.0', ''],
  ['tool-darwin.dmg', '', 'tool', '', 'darwin'],
  // Words that only look like it.
  ['linuxkit.yaml', '', 'linuxkit.yaml', '', ''],
  ['charm-windowsill.txt', '', 'charm-windowsill.txt', '', ''],
  ['amd64.txt', '', 'amd64.txt', '', ''],
  ['checksums.txt', 'v1', 'checksums.txt', 'v1', ''],
])('%s of "%s" is %s, %s, for "%s"', (name, inPath, artifact, version, platform) => {
  expect(parseFileName(name, inPath)).toEqual({ artifact, version, platform })
})

it.each(['', 'a%20b', 'x'.repeat(129), '<b>'])('%s is no name that is counted by', (name) => {
  expect(parseFileName(name, '')).toBeNull()
})
