// What a file's name tells: which artifact it is a build of, which version and for which platform.

export type FileName = {
  /** The name without version and platform: `cmctl` for `cmctl_linux_amd64.tar.gz`. */
  artifact: string
  version: string
  /** `linux/amd64`, `darwin` where nothing is said of the architecture, '' where nothing is said at all. */
  platform: string
}

const NAME_LENGTH_MAX = 128
/** Anything else is no name that releases have. */
const NAME = /^[\w.+~-]+$/

const SYSTEMS = new Map([
  ['linux', 'linux'],
  ['darwin', 'darwin'],
  ['macos', 'darwin'],
  ['osx', 'darwin'],
  ['windows', 'windows'],
  ['freebsd', 'freebsd'],
])
/** What is installed on one system only. */
const SYSTEM_OF_ENDING = new Map([
  ['deb', 'linux'],
  ['rpm', 'linux'],
  ['apk', 'linux'],
  ['exe', 'windows'],
  ['msi', 'windows'],
  ['dmg', 'darwin'],
])
const ARCHITECTURES = new Map([
  ['amd64', 'amd64'],
  ['x86_64', 'amd64'],
  ['x64', 'amd64'],
  ['arm64', 'arm64'],
  ['aarch64', 'arm64'],
  ['armv7', 'arm/v7'],
  ['armv7l', 'arm/v7'],
  ['armhf', 'arm/v7'],
  ['armv6', 'arm/v6'],
  ['arm', 'arm'],
  ['i386', '386'],
  ['i686', '386'],
  ['386', '386'],
  ['ppc64le', 'ppc64le'],
  ['s390x', 's390x'],
  ['riscv64', 'riscv64'],
])

/** A word of the name, with what sets it off from the one before. */
const wordOf = (words: Iterable<string>) =>
  new RegExp(`(?:^|[-_.])(${[...words].toSorted((a, b) => b.length - a.length).join('|')})(?=$|[-_.])`, 'i')
const SYSTEM = wordOf(SYSTEMS.keys())
const ARCHITECTURE = wordOf(ARCHITECTURES.keys())
/** `-v1.19.0`, `_1.2.3-rc.1`: three numbers make a version, and a pre-release may follow. */
const VERSION =
  /(?:^|[-_.])(v?\d{1,9}\.\d{1,9}\.\d{1,9}(?:-(?:alpha|beta|rc|pre)[.-]?\d{0,9}(?:\.\d{1,9})?)?)(?=$|[-_.])/i
/** How it is packed says nothing that the platform does not. */
const PACKED = /\.(?:tar\.(?:gz|xz|bz2|zst)|tgz|zip|gz|xz|exe|msi|deb|rpm|apk|dmg)(?=$|\.)/i

/** `version` is what the path said beside the name; '' where it said nothing. Null for a name that none of ours has. */
export function parseFileName(name: string, version: string): FileName | null {
  if (name.length > NAME_LENGTH_MAX || !NAME.test(name)) return null
  const system = SYSTEMS.get(wordIn(name, SYSTEM)) ?? systemOfEnding(name)
  const architecture = ARCHITECTURES.get(wordIn(name, ARCHITECTURE)) ?? ''
  // An architecture alone is none of a file for every system.
  const platform = architecture === '' || system === '' ? system : `${system}/${architecture}`
  const own = VERSION.exec(name)?.[1] ?? ''
  const spelled =
    [own, version, version.replace(/^v/, '')].find((text) => text !== '' && name.includes(text)) ?? ''
  const rest = without(name, spelled)
  const isBuild = platform !== ''
  const artifact = isBuild ? rest.replace(SYSTEM, '').replace(ARCHITECTURE, '').replace(PACKED, '') : rest
  return { artifact: trimmed(artifact) || name, version: version === '' ? own : version, platform }
}

function wordIn(name: string, words: RegExp): string {
  return words.exec(name)?.[1]?.toLowerCase() ?? ''
}

function systemOfEnding(name: string): string {
  return SYSTEM_OF_ENDING.get(name.split('.').at(-1)?.toLowerCase() ?? '') ?? ''
}

/** The name without one word of it and without what set that off. */
function without(name: string, word: string): string {
  if (word === '') return name
  const at = name.indexOf(word)
  const before = name.slice(0, at).replace(/[-_.]$/, '')
  return before + name.slice(at + word.length)
}

function trimmed(name: string): string {
  return name.replace(/^[-_.]+|[-_.]+$/g, '')
}
