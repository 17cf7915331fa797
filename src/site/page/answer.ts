// A page as a response.
import type { Layout } from './layout.tsx'

/** No script runs, nothing comes from elsewhere, nobody frames it. */
const SECURITY = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'strict-origin-when-cross-origin',
}

/** `page` is a whole document. */
export async function pageAnswer(status: number, page: ReturnType<typeof Layout>): Promise<Response> {
  const headers = { 'Content-Type': 'text/html; charset=utf-8', ...SECURITY }
  return new Response(`<!DOCTYPE html>${await page}`, { status, headers })
}
