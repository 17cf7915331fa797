// The least that a Worker can do: the same answer to everybody. It is what the gateway is measured against.

type Bare = { STATUS: number; HEADERS: Record<string, string>; BODY: ArrayBuffer }

export default {
  fetch: (_request: Request, { STATUS, HEADERS, BODY }: Bare): Response =>
    new Response(STATUS === 200 ? BODY : null, { status: STATUS, headers: HEADERS }),
}
