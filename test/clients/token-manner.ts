// What a person reads of each client in token mode when an image may not be had.

export type Words = {
  /** Who has not logged in and pulls what is private. */
  withoutLogin: RegExp
  /** Who logs in with a wrong password; null where that is only found out by a pull. */
  wrongLogin: RegExp | null
  /** Whose login is not accepted any more, when pulling. */
  lostLogin: RegExp
  /** Whether the login is an identity token, and so bound to the registry that gave it. */
  holdsIdentity: boolean
}

const ACCEPTS_NO_MORE = /does not accept this login: log in again with \\*"docker login localhost:\d+/
const NOT_PUBLIC = /cert-manager-controller is not public: docker login localhost:\d+ first/

/** podman, skopeo and buildah say the first themselves, before they pass on what the registry says. */
const CONTAINERS_IMAGE: Words = {
  withoutLogin: NOT_PUBLIC,
  wrongLogin: /logging into \\*"localhost:\d+\\*": invalid username\/password/,
  lostLogin: ACCEPTS_NO_MORE,
  holdsIdentity: false,
}

const WORDS: Record<string, Words> = {
  docker: {
    withoutLogin: NOT_PUBLIC,
    wrongLogin: ACCEPTS_NO_MORE,
    lostLogin: ACCEPTS_NO_MORE,
    holdsIdentity: true,
  },
  // Asks with HEAD, which has no body, and shows of a challenge its `error`.
  containerd: {
    withoutLogin: NOT_PUBLIC,
    wrongLogin: null,
    lostLogin: /does not accept this login: log in again with 'docker login localhost:\d+'/,
    holdsIdentity: false,
  },
  podman: CONTAINERS_IMAGE,
  skopeo: CONTAINERS_IMAGE,
  buildah: CONTAINERS_IMAGE,
}

export function wordsOf(driver: string): Words {
  const words = WORDS[driver]
  if (words === undefined) throw new Error(`nothing is known of what ${driver} says`)
  return words
}
