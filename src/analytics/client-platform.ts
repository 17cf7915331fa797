// What an agent says of its machine, in Go's words.

const ARCHITECTURES = new Map([
  ['amd64', 'amd64'],
  ['x86_64', 'amd64'],
  ['x64', 'amd64'],
  ['arm64', 'arm64'],
  ['aarch64', 'arm64'],
  ['arm', 'arm'],
  ['armv7l', 'arm/v7'],
  ['armhf', 'arm/v7'],
  ['armv6l', 'arm/v6'],
  ['386', '386'],
  ['i386', '386'],
  ['i686', '386'],
  ['x86', '386'],
  ['ppc64le', 'ppc64le'],
  ['s390x', 's390x'],
  ['riscv64', 'riscv64'],
  ['loong64', 'loong64'],
  ['loongarch64', 'loong64'],
  ['mips64le', 'mips64le'],
])

/** `os/arch[/variant]`, or '' unless both are known: an agent writes no words of its own into our tables. */
export function platformOf(os: string, arch: string): string {
  const system = systemOf(os.trim().toLowerCase())
  const architecture = ARCHITECTURES.get(arch.trim().toLowerCase())
  return system === null || architecture === undefined ? '' : `${system}/${architecture}`
}

/** Java says `Mac OS X` and `Windows Server 2022`. */
function systemOf(os: string): string | null {
  if (os === 'mac os x') return 'darwin'
  if (os.startsWith('windows')) return 'windows'
  return ['linux', 'darwin', 'freebsd'].includes(os) ? os : null
}
