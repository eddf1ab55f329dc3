import type { Problem } from '@iris/contracts'

/** One request as it reached the backend. */
export interface Asked {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly body: unknown
  readonly headers: Headers
}

/** Gives what is answered: a body, `undefined` for none, or a `Response`. */
export type Answer = (asked: Asked) => unknown

/** A backend in memory: `fetch` answers by method and path (`GET /v1/me/desk`, `GET /v1/calls/*`) and keeps what was asked. */
export interface FakeBackend {
  readonly fetch: typeof fetch
  readonly asked: Asked[]
  /** Changes what is answered from now on. */
  answer(route: string, answer: Answer): void
}

export function fakeBackend(answers: Readonly<Record<string, Answer>>): FakeBackend {
  const known = new Map(Object.entries(answers))
  const asked: Asked[] = []

  async function reply(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
    const url = new URL(String(input), 'http://backend.test')
    const request: Asked = {
      method: init.method ?? 'GET',
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined,
      headers: new Headers(init.headers),
    }
    asked.push(request)
    const answer = known.get(`${request.method} ${request.path}`) ?? wildcard(request)
    if (!answer) throw new Error(`the test has no answer to ${request.method} ${request.path}`)
    const body = await answer(request)
    if (body instanceof Response) return body
    return body === undefined ? new Response(null, { status: 204 }) : Response.json(body)
  }

  function wildcard({ method, path }: Asked): Answer | undefined {
    return known.get(`${method} ${path.replace(/[^/]+$/, '*')}`)
  }

  return { fetch: reply, asked, answer: (route, answer) => void known.set(route, answer) }
}

/** A refusal as the backend sends it. */
export function problemResponse(
  problem: Pick<Problem, 'code' | 'status'> & Partial<Problem>,
): Response {
  return new Response(JSON.stringify({ type: 'about:blank', title: problem.code, ...problem }), {
    status: problem.status,
    headers: { 'Content-Type': 'application/problem+json' },
  })
}
