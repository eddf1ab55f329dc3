import { beforeEach, describe, expect, it } from 'vitest'
import { openSipBench, settle, type MemoryFlow, type SipBench } from '../testing/sip-bench.ts'
import { digestAnswer } from '../testing/digest-client.ts'
import type { RequestText } from '../testing/sip-text.ts'

const CONTACT = '<sip:x1@x1.invalid;transport=ws>;+sip.instance="<urn:uuid:1>";reg-id=1'

function register(changes: Partial<RequestText> = {}): RequestText {
  return {
    method: 'REGISTER',
    uri: 'sip:iris.test',
    to: '<sip:alice@iris.test>',
    from: '<sip:alice@iris.test>',
    contact: CONTACT,
    ...changes,
  }
}

describe('registration', () => {
  let bench: SipBench
  let flow: MemoryFlow

  beforeEach(() => {
    bench = openSipBench()
    flow = bench.webSocket('one')
  })

  it('takes a user who knows the password, and lists the binding', async () => {
    const response = await bench.sendAs('alice', register(), { flow })
    expect(response.status).toBe(200)
    expect(response.headers.all('contact')).toEqual([
      '<sip:x1@x1.invalid;transport=ws>;+sip.instance="<urn:uuid:1>";reg-id=1;expires=600',
    ])
    expect(bench.events).toEqual(['registered alice'])
    expect(bench.registrar.find('alice')[0]?.flow).toBe(flow)
    expect(flow.users).toEqual(new Set(['alice']))
  })

  it('offers SHA-256 before MD5, each in a challenge of its own', async () => {
    await bench.send(register(), flow)
    const challenges = flow.takeResponse().headers.all('www-authenticate')
    const algorithms = challenges.map((text) => /algorithm=([^,]+)/.exec(text)?.[1])
    expect(algorithms).toEqual(['SHA-256', 'MD5'])
  })

  it('takes no answer by an algorithm that it does not offer', async () => {
    bench = openSipBench({ digestAlgorithms: ['SHA-256'] })
    await bench.send(register(), flow)
    const [challenge = ''] = flow.takeResponse().headers.all('www-authenticate')
    const login = { user: 'alice', password: 'wonderland', method: 'REGISTER', uri: 'sip:x' }
    const weak = digestAnswer([challenge.replace('SHA-256', 'MD5')], login)
    await bench.send(register({ cseq: 2, headers: [`Authorization: ${weak}`] }), flow)
    expect(flow.takeResponse().status).toBe(401)
  })

  it('takes an answer by SHA-256', async () => {
    await bench.send(register(), flow)
    const challenges = flow.takeResponse().headers.all('www-authenticate')
    const login = {
      user: 'alice',
      password: 'wonderland',
      method: 'REGISTER',
      uri: 'sip:iris.test',
    }
    const answer = digestAnswer(challenges, { ...login, algorithm: 'SHA-256' })
    await bench.send(register({ cseq: 2, headers: [`Authorization: ${answer}`] }), flow)
    expect(flow.takeResponse().status).toBe(200)
  })

  it('refuses a wrong password and an unknown user alike', async () => {
    const wrong = await bench.sendAs('alice', register(), { flow, password: 'looking-glass' })
    const unknown = await bench.sendAs('mallory', register(), { flow })
    expect([wrong.status, unknown.status]).toEqual([403, 403])
    expect(wrong.reason).toBe(unknown.reason)
    expect(bench.registrar.size).toBe(0)
    expect(flow.users.size).toBe(0)
  })

  it('stops listening to one who guesses, and listens again later', async () => {
    for (let attempt = 0; attempt < 10; attempt += 1) {
      const callId = `guess-${attempt}`
      await bench.sendAs('alice', register({ callId }), { flow, password: 'x' })
    }
    const right = await bench.sendAs('alice', register({ callId: 'right' }), { flow })
    expect(right.status).toBe(403)
    bench.clock.advance(60_000)
    const later = await bench.sendAs('alice', register({ callId: 'later' }), { flow })
    expect(later.status).toBe(200)
  })

  it('asks again, without blame, for an answer to an old nonce', async () => {
    await bench.send(register(), flow)
    const challenges = flow.takeResponse().headers.all('www-authenticate')
    bench.clock.advance(300_001)
    const answer = digestAnswer(challenges, {
      user: 'alice',
      password: 'wonderland',
      method: 'REGISTER',
      uri: 'sip:iris.test',
    })
    await bench.send(register({ cseq: 2, headers: [`Authorization: ${answer}`] }), flow)
    const response = flow.takeResponse()
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toContain('stale=true')
  })

  it('takes no answer to a challenge twice', async () => {
    await bench.send(register(), flow)
    const answer = digestAnswer(flow.takeResponse().headers.all('www-authenticate'), {
      user: 'alice',
      password: 'wonderland',
      method: 'REGISTER',
      uri: 'sip:iris.test',
    })
    const headers = [`Authorization: ${answer}`]
    await bench.send(register({ cseq: 2, headers }), flow)
    expect(flow.takeResponse().status).toBe(200)
    await bench.send(register({ cseq: 3, headers }), flow)
    expect(flow.takeResponse().status).toBe(401)
  })

  it.each([
    'Digest username="alice"',
    'Digest username="alice", realm="iris.test", nonce="x", uri="sip:iris.test", response="0"',
    'Basic YWxpY2U6d29uZGVybGFuZA==',
    'NoOneKnowsThisScheme opaque-data=here',
    'Digest ,,,=,"',
  ])('challenges again for the answer %s', async (answer) => {
    await bench.send(register({ headers: [`Authorization: ${answer}`] }), flow)
    expect(flow.takeResponse().status).toBe(401)
  })

  it('says that it is unavailable when credentials cannot be had', async () => {
    const failing = openSipBench({ passwordOf: () => Promise.reject(new Error('down')) })
    const response = await failing.sendAs('alice', register(), { flow })
    expect(response.status).toBe(503)
  })

  it('waits for credentials in bounds', async () => {
    const hanging = openSipBench({ passwordOf: () => new Promise(() => undefined) })
    await hanging.send(register(), flow)
    const answer = digestAnswer(flow.takeResponse().headers.all('www-authenticate'), {
      user: 'alice',
      password: 'wonderland',
      method: 'REGISTER',
      uri: 'sip:iris.test',
    })
    await hanging.send(register({ cseq: 2, headers: [`Authorization: ${answer}`] }), flow)
    expect(flow.take()).toEqual([])
    hanging.clock.advance(3000)
    await settle()
    expect(flow.takeResponse().status).toBe(503)
  })

  it('lets nobody in by an empty password', async () => {
    const careless = openSipBench({ passwordOf: async () => '' })
    const response = await careless.sendAs('alice', register(), { flow, password: '' })
    expect(response.status).toBe(403)
  })

  it('registers nobody over a connection that closes while the password is looked up', async () => {
    let found: (password: string) => void = () => undefined
    const slow = openSipBench({ passwordOf: () => new Promise((resolve) => (found = resolve)) })
    await slow.send(register(), flow)
    const answer = digestAnswer(flow.takeResponse().headers.all('www-authenticate'), {
      user: 'alice',
      password: 'wonderland',
      method: 'REGISTER',
      uri: 'sip:iris.test',
    })
    await slow.send(register({ cseq: 2, headers: [`Authorization: ${answer}`] }), flow)
    await slow.closeFlow(flow)
    found('wonderland')
    await settle()
    expect(slow.registrar.size).toBe(0)
    expect(slow.events).toEqual([])
  })

  it('lets nobody register for another, nor one who may not', async () => {
    const other = await bench.sendAs('alice', register({ to: '<sip:bob@iris.test>' }), { flow })
    expect(other.status).toBe(403)
    const guest = await bench.sendAs('guest', register({ to: '<sip:guest@iris.test>' }), { flow })
    expect(guest.status).toBe(403)
    expect(bench.events).toEqual([])
  })

  it('forgets what a closed connection registered', async () => {
    const second = bench.webSocket('two')
    await bench.sendAs('alice', register(), { flow })
    await bench.sendAs('alice', register({ callId: 'other', contact: '<sip:y@y.invalid>' }), {
      flow: second,
    })
    expect(bench.registrar.size).toBe(2)
    expect(bench.registrar.find('alice')[0]?.flow).toBe(second)
    await bench.closeFlow(second)
    expect(bench.registrar.find('alice')[0]?.flow).toBe(flow)
    await bench.closeFlow(flow)
    expect(bench.events).toEqual(['registered alice', 'unregistered alice'])
    expect(bench.registrar.find('alice')).toEqual([])
  })

  it('replaces the binding of the same instance that comes back by another connection', async () => {
    const second = bench.webSocket('two')
    await bench.sendAs('alice', register(), { flow })
    const contact = CONTACT.replace('x1@x1', 'x2@x2')
    await bench.sendAs('alice', register({ callId: 'other', contact }), { flow: second })
    expect(bench.registrar.size).toBe(1)
    await bench.closeFlow(flow)
    expect(bench.registrar.find('alice')[0]?.flow).toBe(second)
    expect(bench.events).toEqual(['registered alice'])
  })

  it('lets a binding expire unless it is renewed', async () => {
    await bench.sendAs('alice', register({ contact: `${CONTACT};expires=60` }), { flow })
    bench.clock.advance(59_000)
    expect(bench.registrar.users).toEqual(['alice'])
    await bench.sendAs('alice', register({ cseq: 5, contact: `${CONTACT};expires=60` }), { flow })
    bench.clock.advance(59_000)
    expect(bench.registrar.users).toEqual(['alice'])
    bench.clock.advance(1000)
    expect(bench.registrar.users).toEqual([])
    expect(bench.events).toEqual(['registered alice', 'unregistered alice'])
  })

  it.each([
    ['too short a time', ['Expires: 5'], 423, undefined],
    ['a very long time', ['Expires: 99999'], 200, 'expires=3600'],
    ['a time beyond all numbers', ['Expires: 36893488147419103232'], 200, 'expires=3600'],
    ['a time that is none', ['Expires: soon'], 200, 'expires=600'],
  ])('meets a wish for %s', async (_, headers, status, expires) => {
    const response = await bench.sendAs('alice', register({ headers }), { flow })
    expect(response.status).toBe(status)
    expect(response.headers.get('contact')?.split(';').at(-1)).toBe(expires)
  })

  it('removes one binding, or all of them', async () => {
    await bench.sendAs('alice', register(), { flow })
    await bench.sendAs('alice', register({ callId: 'b', contact: '<sip:b@b.invalid>' }), { flow })
    const one = await bench.sendAs('alice', register({ cseq: 5, headers: ['Expires: 0'] }), {
      flow,
    })
    expect(one.headers.all('contact')).toEqual(['<sip:b@b.invalid>;expires=600'])
    const bad = await bench.sendAs('alice', register({ cseq: 7, contact: '*' }), { flow })
    expect(bad.status).toBe(400)
    const all = register({ cseq: 9, contact: '*', headers: ['Expires: 0'] })
    const none = await bench.sendAs('alice', all, { flow })
    expect(none.status).toBe(200)
    expect(none.headers.has('contact')).toBe(false)
    expect(bench.events).toEqual(['registered alice', 'unregistered alice'])
    expect(bench.clock.pending).toBe(0)
  })

  it('answers a query with what is there', async () => {
    await bench.sendAs('alice', register(), { flow })
    const { contact: _, ...query } = register({ cseq: 5 })
    const response = await bench.sendAs('alice', query, { flow })
    expect(response.headers.all('contact')).toHaveLength(1)
  })

  it('drops the oldest of too many bindings', async () => {
    for (const name of ['a', 'b', 'c', 'd']) {
      const contact = `<sip:${name}@x.invalid>`
      await bench.sendAs('alice', register({ callId: name, contact }), { flow })
    }
    expect(bench.registrar.size).toBe(3)
    expect(bench.registrar.find('alice')[0]?.contact.uri).toBe('sip:d@x.invalid')
  })

  it('refuses a REGISTER that was overtaken by a later one', async () => {
    await bench.sendAs('alice', register({ cseq: 10 }), { flow })
    const response = await bench.sendAs('alice', register({ cseq: 4 }), { flow })
    expect(response.status).toBe(500)
  })

  it('refuses a Contact that is none', async () => {
    const contact = 'sip:user@example.com?Route=%3Csip:sip.example.com%3E'
    const response = await bench.sendAs('alice', register({ contact }), { flow })
    expect(response.status).toBe(400)
  })
})
