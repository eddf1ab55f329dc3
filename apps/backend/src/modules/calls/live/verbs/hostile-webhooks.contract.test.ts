import type { ServerResponse } from 'node:http'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../../../../testing/call-centre.ts'
import { hearsWords, type LedCalls, openLedCalls } from '../../../../testing/led-calls.ts'
import type { WebhookServer } from '../../../../testing/webhook-server.ts'

let led: LedCalls
let hooks: LedCalls['hooks']

beforeAll(async () => {
  led = await openLedCalls()
  ;({ hooks } = led)
})
afterAll(() => led.close())
afterEach(() => led.quiet())

describe('an address that gives no list', () => {
  const hostile: [string, Parameters<WebhookServer['answer']>[1], RegExp][] = [
    ['refuses', (_hook, response) => void response.writeHead(404).end(), /answered 404/],
    [
      'answers with something else than JSON',
      (_hook, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('[]'),
      /text\/html/,
    ],
    [
      'answers with broken JSON',
      (_hook, response) =>
        void response.writeHead(200, { 'content-type': 'application/json' }).end('[{'),
      /no list of verbs/,
    ],
    ['names a verb that is not there', () => [{ kind: 'dance' }], /\(0\.kind\)/],
    [
      'answers with 10 MB',
      (_hook, response) =>
        void response
          .writeHead(200, { 'content-type': 'application/json' })
          .end(' '.repeat(10_000_000)),
      /more than 262144 bytes/,
    ],
    [
      'redirects without end',
      (_hook, response) => void response.writeHead(307, { location: '/loop' }).end(),
      /redirects more than 3 times/,
    ],
  ]

  it.each(hostile)('because it %s makes the caller hear that we are sorry', async (...row) => {
    const [what, answer, expected] = row
    const path = `/hostile-${hostile.findIndex(([one]) => one === what)}`
    hooks.answer(
      '/loop',
      (_hook, response) => void response.writeHead(307, { location: '/loop' }).end(),
    )
    const { placed, call } = await led.taken({ url: hooks.answer(path, answer) })
    await hearsWords(call)
    await call.hears('BYE')
    expect(await led.recordOf(placed)).toMatchObject({
      cause: 'NORMAL_TEMPORARY_FAILURE',
      endedBy: 'flow',
    })
    const failed = led.failures.find(({ callId }) => callId === placed.id)
    expect(failed?.failure).toMatch(expected)
  })

  it('is followed by the fallback, which is told why', async () => {
    hooks.answer('/broken', (_hook, response) => void response.writeHead(400).end())
    hooks.answer('/fallback', () => [{ kind: 'hangup' }])
    const { placed, call } = await led.taken({
      url: `${hooks.origin}/broken`,
      fallbackUrl: `${hooks.origin}/fallback`,
    })
    await call.hears('BYE')
    expect((await led.recordOf(placed)).cause).toBe('NORMAL_CLEARING')
    expect(hooks.asked('/fallback')[0]?.body).toMatchObject({ failure: 'It answered 400.' })
  })
})

describe('an address that lets a caller wait', () => {
  const drip = (response: ServerResponse): void => {
    response.writeHead(200, { 'content-type': 'application/json' })
    const timer = setInterval(() => response.write(' '), 100)
    response.once('close', () => clearInterval(timer))
  }

  it('by silence, or an answer without end, is asked three times and then given up', async () => {
    hooks.answer('/silent', () => undefined)
    hooks.answer('/endless', (_hook, response) => drip(response))
    hooks.answer('/instead', () => [{ kind: 'hangup' }])
    const ways = ['/silent', '/endless']
    const calls = []
    for (const path of ways) {
      const fallbackUrl = `${hooks.origin}/instead`
      calls.push(await led.taken({ url: `${hooks.origin}${path}`, fallbackUrl }))
    }
    // Three times five seconds, and the pauses between them.
    await until(
      'both fallbacks are asked',
      async () => hooks.asked('/instead').length === 2,
      30_000,
    )
    for (const { call } of calls) await call.hears('BYE')
    for (const path of ways) {
      const asked = hooks.asked(path)
      expect(asked).toHaveLength(3)
      expect(new Set(asked.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    }
    const told = hooks.asked('/instead').map(({ body }) => body['failure'])
    const failure = 'It did not answer within 5000 ms.'
    expect(told).toEqual([failure, failure])
  })

  it('is waited for no longer once the caller has hung up', async () => {
    hooks.answer('/never', () => undefined)
    const { placed, call } = await led.taken({ url: `${hooks.origin}/never` })
    await until('it is asked', async () => hooks.asked('/never').length === 1)
    call.hangup()
    expect(await led.recordOf(placed)).toMatchObject({
      cause: 'NORMAL_CLEARING',
      endedBy: 'callee',
    })
    expect(hooks.asked('/never')).toHaveLength(1)
  })
})

describe('an address in a private network', () => {
  it('is never asked, unless the centre says so', async () => {
    const strict = await openLedCalls({ IRIS_PRIVATE_WEBHOOKS: 'off' })
    try {
      strict.hooks.answer('/inside', () => [{ kind: 'hangup' }])
      const { placed, call } = await strict.taken({ url: `${strict.hooks.origin}/inside` })
      await hearsWords(call)
      call.hangup()
      await strict.recordOf(placed)
      expect(strict.failures[0]?.failure).toMatch(/not an address of the internet/)
      expect(strict.hooks.hooks).toEqual([])
    } finally {
      await strict.close()
    }
  })
})
