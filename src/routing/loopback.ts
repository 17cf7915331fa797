// Addresses of the machine that the program itself runs on.

/** True for a host name, as `URL.hostname` writes it, that is this machine: plain http and any realm there are harmless. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname)
}
