import { expect, test } from 'vitest'
import { makeSecret, signatureHeaders } from './signature.ts'

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', body: '{"test": 2432232314}' }
const at = new Date(1_614_265_330_000)

test('signs as the vector of Standard Webhooks has it', () => {
  expect(signatureHeaders(message, [secret], at)).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  })
})

test('signs with each of two secrets, with a blank between', () => {
  const other = makeSecret()
  const both = signatureHeaders(message, [other, secret], at)['webhook-signature']?.split(' ')
  expect(both).toHaveLength(2)
  expect(both?.[1]).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
  expect(both?.[0]).not.toBe(both?.[1])
})

test('makes secrets of 32 bytes, each another', () => {
  expect(Buffer.from(makeSecret().slice('whsec_'.length), 'base64')).toHaveLength(32)
  expect(makeSecret()).not.toBe(makeSecret())
})
