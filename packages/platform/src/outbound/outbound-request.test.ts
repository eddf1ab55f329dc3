import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import {
  OutboundError,
  requestOutbound,
  type OutboundRequest,
  type Resolve,
} from './outbound-request.ts'
import { isPublicAddress } from './public-address.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close()
    server.closeAllConnections()
  }
})

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const ask = (url: string, more: Partial<OutboundRequest> = {}) =>
  requestOutbound({
    method: 'POST',
    url,
    body: '{"a":1}',
    timeoutMs: 2000,
    maxBytes: 1000,
    mayReach: () => true,
    ...more,
  })

const kindOf = (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => 'answered',
    (error: unknown) => (error instanceof OutboundError ? error.kind : String(error)),
  )

const text = (body: Uint8Array): string => new TextDecoder().decode(body)

/** A resolver for which every name has these addresses. */
const naming =
  (...addresses: string[]): Resolve =>
  (_name, found) =>
    found(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )

describe('a request to an address that somebody named', () => {
  it('brings the answer, whatever its status', async () => {
    const origin = await serve((request, response) => {
      response.writeHead(404, { 'x-method': request.method ?? '' })
      request.pipe(response)
    })
    const answer = await ask(origin)
    expect(answer).toMatchObject({ status: 404, headers: { 'x-method': 'POST' } })
    expect(text(answer.body)).toBe('{"a":1}')
  })

  it.each([
    'http://127.0.0.1/',
    'http://127.1/',
    'http://2130706433/',
    'http://0x7f.0.0.1/',
    'http://0177.0.0.1/',
    'http://0.0.0.0/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:a9fe:a9fe]/',
    'http://[64:ff9b::7f00:1]/',
    'http://169.254.169.254/latest/meta-data',
    'http://localhost/',
    'http://10.0.0.1:8080/',
  ])('does not go to %s', async (url) => {
    expect(await kindOf(ask(url, { mayReach: isPublicAddress }))).toBe('private-address')
  })

  it.each([['10.0.0.1'], ['8.8.8.8', '127.0.0.1'], ['::1'], ['8.8.8.8', '::ffff:127.0.0.1']])(
    'does not go to a name with the address %s %s',
    async (...addresses) => {
      const resolve = naming(...addresses)
      expect(
        await kindOf(ask('http://rebind.example/', { mayReach: isPublicAddress, resolve })),
      ).toBe('private-address')
    },
  )

  it('goes to the very address that was checked: the name is resolved once', async () => {
    const origin = await serve((_request, response) => response.end('reached'))
    let asked = 0
    const resolve: Resolve = (name, found) => {
      asked += 1
      naming(asked === 1 ? '127.0.0.1' : '127.0.0.2')(name, found)
    }
    const url = origin.replace('127.0.0.1', 'rebind.example')
    expect(text((await ask(url, { resolve })).body)).toBe('reached')
    expect(asked).toBe(1)
  })

  it('does not follow a redirect to a private address', async () => {
    const origin = await serve((request, response) => {
      const location = new URL(request.url ?? '', 'http://x').searchParams.get('to') ?? ''
      response.writeHead(302, { location }).end()
    })
    const mayReach = (address: string) => address === '127.0.0.1'
    for (const to of ['http://127.0.0.2/', 'http://169.254.169.254/', 'http://metadata.example/']) {
      const resolve = naming('10.0.0.1')
      const asked = ask(`${origin}/?to=${encodeURIComponent(to)}`, { mayReach, resolve })
      expect(await kindOf(asked)).toBe('private-address')
    }
  })

  it('follows three redirects with method and body, and not a fourth', async () => {
    const origin = await serve((request, response) => {
      const left = Number(new URL(request.url ?? '', 'http://x').searchParams.get('left'))
      if (left === 0) return void request.pipe(response)
      response.writeHead(307, { location: `/?left=${left - 1}` }).end()
    })
    expect(text((await ask(`${origin}/?left=3`)).body)).toBe('{"a":1}')
    expect(await kindOf(ask(`${origin}/?left=4`))).toBe('too-many-redirects')
  })

  it('asks with GET where it is sent to see another', async () => {
    const origin = await serve((request, response) => {
      if (request.url === '/made') return void response.end(request.method)
      response.writeHead(303, { location: '/made' }).end()
    })
    expect(text((await ask(origin)).body)).toBe('GET')
  })

  it('leaves credentials behind where it is sent to another server, and does not go there if it must not', async () => {
    const other = await serve((request, response) => response.end(JSON.stringify(request.headers)))
    const origin = await serve((request, response) => {
      const location = request.url === '/here' ? '/there' : `${other}/there`
      if (request.url === '/there') return void response.end(request.headers.authorization)
      response.writeHead(307, { location }).end()
    })
    const headers = { Authorization: 'Bearer a', cookie: 'b', 'x-kept': 'c' }
    const seen: unknown = JSON.parse(text((await ask(origin, { headers })).body))
    expect(seen).toMatchObject({ 'x-kept': 'c' })
    expect(seen).not.toHaveProperty('authorization')
    expect(seen).not.toHaveProperty('cookie')
    const staying = { headers, redirectsTo: 'same-origin' } as const
    expect(await kindOf(ask(origin, staying))).toBe('other-origin')
    expect(text((await ask(`${origin}/here`, staying)).body)).toBe('Bearer a')
  })

  it.each(['ftp://127.0.0.1/', 'file:///etc/passwd', 'http://a:b@127.0.0.1/'])(
    'does not follow a redirect to %s',
    async (location) => {
      const origin = await serve((_request, response) =>
        response.writeHead(302, { location }).end(),
      )
      expect(await kindOf(ask(origin))).toBe('bad-address')
    },
  )

  it('ends in time where nothing comes', async () => {
    const origin = await serve(() => undefined)
    expect(await kindOf(ask(origin, { timeoutMs: 200 }))).toBe('timeout')
  })

  it('ends in time where the answer never ends', async () => {
    const origin = await serve((_request, response) => {
      const drip = setInterval(() => response.write(' '), 20)
      response.on('close', () => clearInterval(drip))
    })
    expect(await kindOf(ask(origin, { timeoutMs: 300, maxBytes: 1e6 }))).toBe('timeout')
  })

  it('reads no more than it may', async () => {
    const endless = await serve((_request, response) => {
      const pour = () => {
        while (!response.destroyed && response.write('x'.repeat(500)));
      }
      response.on('drain', pour)
      pour()
    })
    expect(await kindOf(ask(endless))).toBe('too-large')
    const announced = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '10000000' }).flushHeaders()
    })
    expect(await kindOf(ask(announced))).toBe('too-large')
  })

  it('says that nobody is there', async () => {
    expect(await kindOf(ask('http://127.0.0.1:1/'))).toBe('unreachable')
  })

  it('is given up when nobody wants to know any more', async () => {
    const origin = await serve(() => undefined)
    const giveUp = new AbortController()
    const asked = kindOf(ask(origin, { signal: giveUp.signal }))
    giveUp.abort()
    expect(await asked).toBe('aborted')
  })
})
