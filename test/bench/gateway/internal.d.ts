// What workerd has for modules of its own, of which an extension may be one.
declare module 'cloudflare-internal:workers' {
  const workers: { waitUntil: (work: Promise<unknown>) => void }
  export default workers
}
