// The least that a Worker can do: the same answer to everybody. It is what the gateway is measured against.

type Bare = { STATUS: number; HEADERS: Record<string, string>; BODY: ArrayBuffer }

/** Made once: of a plain object they would be made anew for each answer, which takes workerd twice as long as copying them. */
let headers: Headers | undefined

export default {
  fetch: (_request: Request, { STATUS, HEADERS, BODY }: Bare): Response => {
    headers ??= new Headers(HEADERS)
    return new Response(STATUS === 200 ? BODY : null, { status: STATUS, headers })
  },
}
