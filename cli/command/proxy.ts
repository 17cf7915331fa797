// The proxy that the environment names, for every request.
import { setGlobalProxyFromEnv } from 'node:http'
import { UsageFailure } from './failure.ts'

/** Plain http is only spoken with this machine, which no proxy is asked for. Throws a UsageFailure. */
export function useProxy(): void {
  try {
    setGlobalProxyFromEnv({ ...process.env, HTTP_PROXY: undefined, http_proxy: undefined })
  } catch {
    // It may hold a password, so it is not repeated.
    throw new UsageFailure(
      'HTTPS_PROXY is set and holds no address of a proxy, such as http://proxy.example.org:3128',
    )
  }
}
