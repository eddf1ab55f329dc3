import { isPublicAddress } from '@iris/platform'
import { createSecretKey } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openHostileServer } from '../../../testing/hostile-server.ts'
import {
  openTestCentre,
  type SignedInClient,
  type TestCentre,
} from '../../../testing/test-centre.ts'
import type { HttpCommand, HttpResult } from './http-command.ts'
import { httpRequest } from './http-request.ts'
import { TenantTurns } from './tenant-turns.ts'

const secret = 'tüp/secret "42"+x'

let centre: TestCentre
let owner: SignedInClient & { tenantId: string }
let server: Awaited<ReturnType<typeof openHostileServer>>
beforeAll(async () => {
  centre = await openTestCentre()
  owner = await centre.newTenant()
  server = await openHostileServer()
  await owner.send('PUT', '/v1/secrets/KEY', { value: secret })
  await owner.send('PUT', '/v1/secrets/PIN', { value: '90210427' })
  await owner.send('PUT', '/v1/secrets/BEARER', { value: 'sk-live-0123456789' })
})
afterAll(async () => {
  server.close()
  await centre.close()
})

const turns = new TenantTurns(2)
afterEach(() => {
  if (turns.size > 0) throw new Error('A turn is still taken.')
})

/** Makes a request; addresses of this machine alone are taken for the internet. */
function ask(
  command: Partial<HttpCommand> = {},
  mayReach: (address: string) => boolean = (address) => address === '127.0.0.1',
  signal: AbortSignal = new AbortController().signal,
): Promise<HttpResult> {
  const parts = {
    doWork: centre.doWork,
    masterKey: createSecretKey(Buffer.alloc(32, 7)),
    mayReach,
    turns,
  }
  const whole: HttpCommand = {
    method: 'GET',
    url: `${server.origin}/`,
    headers: [],
    timeoutMs: 10_000,
    retries: 0,
    maxBytes: 10_000,
    ...command,
  }
  return httpRequest(parts, owner, whole, signal)
}

const json = (body: string, status = 200): void =>
  server.answers((response) =>
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(body),
  )

describe('a request of a flow', () => {
  it('brings what JSON says, with a few headers, whatever the status', async () => {
    server.answers((response) =>
      response
        .writeHead(404, {
          'content-type': 'application/problem+json',
          'x-total': '3',
          'set-cookie': 'a=b',
          server: 'secretive',
        })
        .end('{"a":[1,true,null,"é"]}'),
    )
    const answer = await ask()
    expect(answer).toMatchObject({
      kind: 'answered',
      status: 404,
      body: { a: [1, true, null, 'é'] },
    })
    const { headers, ms } = answer as Extract<HttpResult, { kind: 'answered' }>
    expect(headers).toMatchObject({ 'content-type': 'application/problem+json', 'x-total': '3' })
    expect(Object.keys(headers)).not.toContain('set-cookie')
    expect(ms).toBeGreaterThanOrEqual(0)
  })

  it('sends method, headers and body as they are', async () => {
    server.answers((response) => response.end())
    const headers = [
      { name: 'X-Trace', value: ' 7 ' },
      { name: 'Accept', value: 'text/csv' },
    ]
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const) {
      await ask({ method, headers, body: { kind: 'json', text: '{"n":1}' } })
      expect(server.asked.at(-1)).toMatchObject({
        method,
        text: '{"n":1}',
        headers: { 'content-type': 'application/json', 'x-trace': '7', accept: 'text/csv' },
      })
    }
  })

  it.each([
    [{ name: 'Host', value: 'elsewhere' }],
    [{ name: 'Content-Length', value: '3' }],
    [{ name: 'Transfer-Encoding', value: 'chunked' }],
    [{ name: 'X-Split', value: 'a\r\nInjected: b' }],
    [{ name: 'X Y', value: 'a' }],
    [{ name: '', value: 'a' }],
  ])('is not made with the header %j', async (header) => {
    server.answers((response) => response.end())
    expect(await ask({ headers: [header] })).toMatchObject({ kind: 'failed', code: 'bad_request' })
    expect(server.asked).toEqual([])
  })

  it.each([
    [{ url: 'no address' }, 'bad_url'],
    [{ url: 'ftp://127.0.0.1/' }, 'bad_url'],
    [{ url: 'http://user:word@127.0.0.1/' }, 'bad_url'],
    [{ url: `http://127.0.0.1/${'x'.repeat(5000)}` }, 'bad_url'],
    [{ method: 'POST', body: { kind: 'json', text: '{' } }, 'bad_request'],
    [{ body: { kind: 'text', text: 'a GET has none' } }, 'bad_request'],
    [{ method: 'POST', body: { kind: 'text', text: 'x'.repeat(300_000) } }, 'bad_request'],
  ] as const)('is not made as %j', async (command, code) => {
    server.answers((response) => response.end())
    expect(await ask(command)).toMatchObject({ kind: 'failed', code })
    expect(server.asked).toEqual([])
  })
})

describe('where it may go', () => {
  it.each(['http://127.0.0.1/', 'http://[::1]/', 'http://169.254.169.254/', 'http://localhost/'])(
    'is not to %s',
    async (url) => {
      expect(await ask({ url }, isPublicAddress)).toMatchObject({ code: 'refused_address' })
    },
  )

  it('is not to a private address by a redirect', async () => {
    server.answers((response) => response.writeHead(302, { location: 'http://10.0.0.1/' }).end())
    expect(await ask()).toMatchObject({ kind: 'failed', code: 'refused_address' })
  })

  it('is not round and round', async () => {
    server.answers((response) => response.writeHead(307, { location: '/' }).end())
    expect(await ask({ retries: 3 })).toMatchObject({ kind: 'failed', code: 'network' })
    expect(server.asked).toHaveLength(4)
  })

  it('is nowhere else once it holds a secret', async () => {
    const other = await openHostileServer()
    server.answers((response) => response.writeHead(307, { location: other.origin }).end())
    const headers = [{ name: 'Authorization', value: 'Bearer {{ secret.BEARER }}' }]
    expect(await ask({ headers })).toMatchObject({ kind: 'failed', code: 'refused_address' })
    expect(other.asked).toEqual([])
    const open = [{ name: 'Authorization', value: 'Bearer of-old' }]
    expect(await ask({ headers: open })).toMatchObject({ kind: 'answered', status: 200 })
    expect(other.asked[0]?.headers.authorization).toBeUndefined()
    other.close()
  })
})

describe('a hostile server', () => {
  it('that sends no headers, or drips, is left in time', async () => {
    server.answers(() => undefined)
    expect(await ask({ timeoutMs: 200 })).toMatchObject({ kind: 'failed', code: 'timeout' })
    server.answers((response) => {
      const drip = setInterval(() => response.write(' '), 20)
      response.on('close', () => clearInterval(drip))
    })
    expect(await ask({ timeoutMs: 300 })).toMatchObject({ kind: 'failed', code: 'timeout' })
  })

  it('whose answer never ends is read no further than it may be', async () => {
    server.answers((response) => {
      const pour = () => {
        while (!response.destroyed && response.write('x'.repeat(1000)));
      }
      response.on('drain', pour)
      pour()
    })
    expect(await ask()).toMatchObject({ kind: 'failed', code: 'too_large' })
  })

  it('that packs a lot into little is not unpacked', async () => {
    const packed = gzipSync(Buffer.alloc(5_000_000, 32))
    expect(packed.length).toBeLessThan(10_000)
    server.answers((response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed),
    )
    expect(await ask()).toMatchObject({ kind: 'failed', code: 'too_large' })
    server.answers((response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('little')),
    )
    expect(await ask()).toMatchObject({ kind: 'answered', body: 'little' })
    server.answers((response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end('not packed'),
    )
    expect(await ask()).toMatchObject({ kind: 'failed', code: 'network' })
  })

  it('that calls something JSON which is none is taken at its word', async () => {
    json('<html>no</html>')
    expect(await ask()).toMatchObject({ kind: 'answered', body: '<html>no</html>' })
  })

  it('that nests without end is not followed', async () => {
    json(`${'['.repeat(4000)}${']'.repeat(4000)}`)
    expect(await ask()).toMatchObject({ kind: 'failed', code: 'too_large' })
    json(`${'['.repeat(500_000)}${']'.repeat(500_000)}`)
    const { kind } = await ask({ maxBytes: 2_000_000 })
    expect(kind).toBe('failed')
  })

  it('that sends what is no text sends text with marks', async () => {
    server.answers((response) => response.end(Buffer.from([0x61, 0xff, 0xfe, 0x00, 0x62])))
    expect(await ask()).toMatchObject({ body: 'a\uFFFD\uFFFD\uFFFDb' })
    json(String.raw`{"a":"\u0000\ud800","__proto__":{"b":1},"c":1e999}`)
    const answer = await ask()
    expect(answer).toMatchObject({ body: { a: '\uFFFD\uFFFD', c: null } })
    expect(JSON.stringify(answer)).not.toContain('__proto__')
  })

  it('that hangs up, at once or half-way, is a network failure', async () => {
    server.answers((response) => response.socket?.destroy())
    expect(await ask()).toMatchObject({ kind: 'failed', code: 'network' })
    server.answers((response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half', () => {
        response.socket?.resetAndDestroy()
      })
    })
    expect(await ask()).toMatchObject({ kind: 'failed', code: 'network' })
    expect(await ask({ url: 'http://127.0.0.1:1/' })).toMatchObject({ code: 'network' })
  })
})

describe('a request that fails', () => {
  const failing = (times: number) => {
    let left = times
    server.answers((response) => response.writeHead(left-- > 0 ? 503 : 200).end())
  }

  it('is made again as often as it may be, where it may be made twice', async () => {
    failing(1)
    expect(await ask({ retries: 1 })).toMatchObject({ kind: 'answered', status: 200 })
    expect(server.asked).toHaveLength(2)
    failing(9)
    expect(await ask({ retries: 2 })).toMatchObject({ kind: 'answered', status: 503 })
    expect(server.asked).toHaveLength(3)
  })

  it('is not made again where that could do harm, unless the flow says it does none', async () => {
    failing(1)
    expect(await ask({ method: 'POST', retries: 3 })).toMatchObject({ status: 503 })
    expect(server.asked).toHaveLength(1)
    failing(1)
    const repeatable = { method: 'POST', retries: 1, repeatable: true } as const
    expect(await ask(repeatable)).toMatchObject({ status: 200 })
  })

  it('is not made again because of what is our fault', async () => {
    server.answers((response) => response.writeHead(400).end())
    expect(await ask({ retries: 3 })).toMatchObject({ status: 400 })
    expect(server.asked).toHaveLength(1)
  })

  it('is given up when the call has ended', async () => {
    server.answers(() => undefined)
    const ended = new AbortController()
    const asked = ask({ retries: 3 }, undefined, ended.signal)
    await expect.poll(() => server.asked.length).toBe(1)
    ended.abort(new Error('the call has ended'))
    await expect(asked).rejects.toThrow('the call has ended')
  })
})

describe('requests at once', () => {
  it('wait their turn, and no longer than they may', async () => {
    const held: (() => void)[] = []
    server.answers((response) => held.push(() => response.end('done')))
    const asked = [ask(), ask(), ask()]
    await expect.poll(() => held.length).toBe(2)
    expect(await ask({ timeoutMs: 100 })).toMatchObject({ kind: 'failed', code: 'timeout' })
    expect(server.asked).toHaveLength(2)
    held.splice(0).forEach((answer) => answer())
    await expect.poll(() => held.length).toBe(1)
    held.splice(0).forEach((answer) => answer())
    expect(await Promise.all(asked)).toMatchObject([
      { body: 'done' },
      { body: 'done' },
      { body: 'done' },
    ])
  })
})

describe('a secret in a request', () => {
  const places = {
    method: 'POST',
    url: '/pay?key={{ secret.KEY }}',
    headers: [{ name: 'X-Key', value: '{{secret.BEARER}}' }],
    body: { kind: 'json', text: '{"pin":"{{ secret.PIN }}","key":"{{ secret.KEY }}"}' },
  } as const
  const withSecrets = (more: Partial<HttpCommand> = {}) =>
    ask({ ...places, url: server.origin + places.url, ...more })

  it('arrives where it stands, as it is written there', async () => {
    server.answers((response) => response.end())
    await withSecrets()
    const [asked] = server.asked
    expect(new URL(asked?.url ?? '', server.origin).searchParams.get('key')).toBe(secret)
    expect(asked?.headers['x-key']).toBe('sk-live-0123456789')
    expect(JSON.parse(asked?.text ?? '')).toEqual({ pin: '90210427', key: secret })
    await withSecrets({ body: { kind: 'form', text: 'key={{ secret.KEY }}&b=2' } })
    expect(new URLSearchParams(server.asked[1]?.text).get('key')).toBe(secret)
    await withSecrets({ body: { kind: 'text', text: '<{{ secret.KEY }}>' } })
    expect(server.asked[2]?.text).toBe(`<${secret}>`)
  })

  it('is hidden where the server repeats it, however it writes it', async () => {
    const base64 = Buffer.from(secret).toString('base64')
    const echoes = [
      JSON.stringify({ [secret]: [secret, encodeURIComponent(secret), base64], pin: 90210427 }),
      String.raw`{"a":"sk\u002dlive-0123456789"}`,
    ]
    for (const body of echoes) {
      server.answers((response) =>
        response
          .writeHead(200, { 'content-type': 'application/json', 'x-echo': 'k=sk-live-0123456789' })
          .end(body),
      )
      expect(leaksIn(await withSecrets())).toEqual([])
    }
    server.answers((response, { url, text }) => response.end(`${url} ${text} ${base64}`))
    expect(leaksIn(await withSecrets())).toEqual([])
  })

  it('is in no failure', async () => {
    const url = 'http://{{ secret.BEARER }}.invalid/'
    const failure = await ask({ url }, undefined)
    expect(failure).toMatchObject({ kind: 'failed' })
    expect(leaksIn(failure)).toEqual([])
    const refused = await ask({ url: 'http://localhost/{{ secret.BEARER }}' }, isPublicAddress)
    expect(leaksIn(refused)).toEqual([])
    expect(
      leaksIn(await ask({ headers: [{ name: 'X-Key', value: '{{ secret.KEY }}\n' }] })),
    ).toEqual([])
  })

  it('that is not there fails the request before it is made', async () => {
    server.answers((response) => response.end())
    const headers = [{ name: 'X-Key', value: '{{ secret.NO_SUCH }}' }]
    const failure = await ask({ headers })
    expect(failure).toMatchObject({ code: 'unknown_secret', reason: 'There is no secret NO_SUCH.' })
    expect(server.asked).toEqual([])
  })

  it('is not given to what only looks like its place', async () => {
    server.answers((response) => response.end())
    const body = { kind: 'text', text: 'The caller said {{ secret.PIN }}' } as const
    await ask({ method: 'POST', body, secrets: ['BEARER'] })
    expect(server.asked[0]?.text).toBe(body.text)
  })

  /** The parts of secrets that can be read in a result. */
  function leaksIn(result: HttpResult): string[] {
    const text = JSON.stringify(result)
    const base64 = Buffer.from(secret).toString('base64url')
    return ['sk-live', '90210427', 'tüp', 't%C3%BCp', base64].filter((part) => text.includes(part))
  }
})
