// The address of a request, taken apart as far as every request needs it.

export type Address = {
  /** `https://downloads.example.org` */
  origin: string
  /** Still percent-encoded, and as it was sent: a name with `..` in it is no name. */
  pathname: string
}

/** Nearly all requests are for one host, so it is written as a URL has it once. */
let latest = { asked: '', origin: '' }

/** `request.url` is absolute. Parsing all of it would take longer than most answers do. */
export function addressOf({ url }: Request): Address {
  const path = url.indexOf('/', url.indexOf('//') + 2)
  if (path === -1) return new URL(url)
  const asked = url.slice(0, path)
  if (asked !== latest.asked) latest = { asked, origin: new URL(url).origin }
  const query = url.indexOf('?', path)
  return { origin: latest.origin, pathname: query === -1 ? url.slice(path) : url.slice(path, query) }
}
