import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
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
