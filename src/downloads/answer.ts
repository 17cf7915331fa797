// What downloads are answered with: a redirect, or a sentence for the person who reads it in a terminal.

/** 302: the wget of BusyBox, which many images have, knew no 307 for long. */
export const REDIRECT_STATUS = 302

/** no-store: each download is to be counted, and to be led to where it can be had now. */
export function redirectTo(address: string): Response {
  return new Response(null, {
    status: REDIRECT_STATUS,
    headers: { Location: address, 'Cache-Control': 'no-store' },
  })
}

export function refusal(status: number, sentence: string, headers: Record<string, string> = {}): Response {
  return new Response(`${sentence}\n`, {
    status,
    headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store', ...headers },
  })
}
