// Logins by the registry that they are for, as docker's config.json, pull secrets and their templates have them.

/** As far as is looked, characters. */
const SPAN = 4096
const IS_KEY = /^[\w./-]*\\*["']?\s*:/
/** Between braces, with whole logins before this one. */
const IN_AUTHS = /["']auths\\*["']\s*:\s*\{[^{}]*(?:\{[^{}]*\}[^{}]*)*$|\bauths:\s*$/
/** It has one; where a helper keeps the logins it has none. */
const HAS_LOGIN =
  /^[\w./-]*\\*["']?\s*:\s*\{?\s*\\*["']?(?:auth|username|password|identitytoken|registrytoken)\\*["']?\s*:/

/** Whether the name from `start` to `end` says whose login follows. Moved, it would be offered to the new home, and the old one have none. */
export function isLogin(text: string, start: number, end: number): boolean {
  const next = text.slice(end, end + SPAN)
  if (!IS_KEY.test(next)) return false
  return HAS_LOGIN.test(next) || IN_AUTHS.test(text.slice(Math.max(0, start - SPAN), start))
}
