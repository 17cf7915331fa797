// The least that a Worker can do: the same answer to everybody. It is what the gateway is measured against.

type Bare = { STATUS: number; HEADERS: Record<string, string>; BODY: ArrayBuffer; IS_TUNED: boolean }

/** Of a plain object, as everybody writes them, they are made anew for each answer, which takes workerd twice as long as a copy. */
let ready: Headers | undefined

export default {
  fetch: (_request: Request, { STATUS, HEADERS, BODY, IS_TUNED }: Bare): Response => {
    if (IS_TUNED) ready ??= new Headers(HEADERS)
    return new Response(STATUS === 200 ? BODY : null, { status: STATUS, headers: ready ?? HEADERS })
  },
}
