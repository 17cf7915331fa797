// Which proxy the environment names for an address, as curl, docker and Go programs read it.

export type Environment = Partial<Record<string, string>>

/** What to do about one that names no proxy, or one that is not there. */
export const SET_PROXY =
  'set HTTPS_PROXY to the address of the proxy, such as http://proxy.example.org:3128, or unset it'

/** null: none, so the address is gone to directly. Throws a sentence for a variable that names no proxy. */
export function proxyFor(url: URL, env: Environment): URL | null {
  const name = url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY'
  const text = env[name.toLowerCase()] || env[name] || ''
  if (text === '' || isExcepted(url, env['no_proxy'] || env['NO_PROXY'] || '')) return null
  const address = text.includes('://') ? text : `http://${text}`
  if (URL.canParse(address) && /^https?:$/.test(new URL(address).protocol))
    return withLogin(name, new URL(address))
  // It may hold a password, so it is not repeated.
  throw new Error(`${name} is set and holds no http:// or https:// address`)
}

/** Throws a sentence for a login that cannot be read: `%` itself is written `%25`. */
function withLogin(name: string, proxy: URL): URL {
  try {
    decodeURIComponent(`${proxy.username}:${proxy.password}`)
    return proxy
  } catch {
    throw new Error(`${name} is set and its login has a % that begins no escape; write it as %25`)
  }
}

function isExcepted({ hostname, port, protocol }: URL, list: string): boolean {
  // Go and curl never ask a proxy for this machine.
  if (hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.')) return true
  const actual = port === '' ? (protocol === 'https:' ? '443' : '80') : port
  return list.split(',').some((entry) => {
    const [, name = '', wanted] = /^\s*\.?(.*?)(?::(\d+))?\s*$/.exec(entry) ?? []
    if (name === '*') return true
    if (name === '' || (wanted !== undefined && wanted !== actual)) return false
    const bare = name.replace(/^\*\./, '')
    return hostname === bare || hostname.endsWith(`.${bare}`)
  })
}
