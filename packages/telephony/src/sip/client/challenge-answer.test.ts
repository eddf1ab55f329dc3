import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { parseAuthHeader } from '../auth-header.ts'
import type { SipResponse } from '../message.ts'
import { parseMessage } from '../parse-message.ts'
import { requestText, responseText } from '../../testing/sip-text.ts'
import { ChallengeAnswers } from './challenge-answer.ts'

const LOGIN = { username: 'Mufasa', password: 'Circle of Life' }
const REQUEST = { method: 'INVITE', uri: 'sip:bob@example.com' }

function challenged(status: number, ...headers: string[]): SipResponse {
  const request = parseMessage(requestText(REQUEST))
  if (request.kind !== 'request') throw new Error('No request')
  const response = parseMessage(responseText(request, { status, headers }))
  if (response.kind !== 'response') throw new Error('No response')
  return response
}

const ask = (algorithm: string, more = ', qop="auth"', realm = 'carrier'): string =>
  `WWW-Authenticate: Digest realm="${realm}", nonce="n1", algorithm=${algorithm}${more}`

/** The parameters of the only answer. */
function answered(...headers: string[]): ReadonlyMap<string, string> {
  const proof = new ChallengeAnswers(LOGIN).take(challenged(401, ...headers), REQUEST)
  expect(proof).toHaveLength(1)
  return parseAuthHeader(proof?.[0]?.[1] ?? '')?.parameters ?? new Map()
}

const hash = (algorithm: string, text: string): string =>
  createHash(algorithm).update(text).digest('hex')

describe('the answer to a challenge', () => {
  it.each([
    ['MD5', 'md5'],
    ['SHA-256', 'sha256'],
    ['SHA-512-256', 'sha512-256'],
  ])('is computed as RFC 7616 §3.4.1 says with %s', (algorithm, name) => {
    const given = answered(ask(algorithm))
    const secret = hash(name, 'Mufasa:carrier:Circle of Life')
    const middle = `n1:00000001:${given.get('cnonce')}:auth`
    const request = hash(name, 'INVITE:sip:bob@example.com')
    expect(given.get('response')).toBe(hash(name, `${secret}:${middle}:${request}`))
    expect(given.get('algorithm')).toBe(algorithm)
    expect(given.get('uri')).toBe(REQUEST.uri)
  })

  it('is computed as RFC 2069 says where the server knows no qop', () => {
    const given = answered('WWW-Authenticate: Digest realm="carrier", nonce="n1"')
    const secret = hash('md5', 'Mufasa:carrier:Circle of Life')
    const request = hash('md5', 'INVITE:sip:bob@example.com')
    expect(given.get('response')).toBe(hash('md5', `${secret}:n1:${request}`))
    expect(given.has('cnonce')).toBe(false)
  })

  it('is to the topmost challenge that we can answer (RFC 8760 §2.4)', () => {
    const given = answered(ask('SHA-999'), ask('SHA-256'), ask('MD5'))
    expect(given.get('algorithm')).toBe('SHA-256')
  })

  it('gives opaque back as it came', () => {
    expect(answered(ask('MD5', ', qop="auth,auth-int", opaque="o"')).get('opaque')).toBe('o')
  })

  it('is in the header that the status asks for, and a server behind a proxy gets both', () => {
    const answers = new ChallengeAnswers(LOGIN)
    const proxy = 'Proxy-Authenticate: Digest realm="proxy", nonce="p", qop="auth"'
    const first = answers.take(challenged(407, proxy), REQUEST)
    expect(first?.map(([name]) => name)).toEqual(['proxy-authorization'])
    const second = answers.take(challenged(401, ask('MD5')), REQUEST)
    expect(second?.map(([name]) => name)).toEqual(['proxy-authorization', 'authorization'])
  })

  it('is given to a realm once, and once more where the nonce is stale', () => {
    const answers = new ChallengeAnswers(LOGIN)
    expect(answers.take(challenged(401, ask('MD5')), REQUEST)).toBeDefined()
    expect(answers.take(challenged(401, ask('MD5')), REQUEST)).toBeUndefined()
    expect(answers.take(challenged(401, ask('MD5', ', stale=true')), REQUEST)).toBeDefined()
  })

  it('ends with a server that finds every nonce stale', () => {
    const answers = new ChallengeAnswers(LOGIN)
    const stale = () => answers.take(challenged(401, ask('MD5', ', stale=true')), REQUEST)
    expect([stale(), stale(), stale(), stale(), stale()].at(-1)).toBeUndefined()
  })

  it.each([
    ['another scheme', 'WWW-Authenticate: Basic realm="x"'],
    ['integrity only', ask('MD5', ', qop="auth-int"')],
    ['junk', 'WWW-Authenticate: Digest realm="x'],
  ])('is none where the server wants %s', (_, header) => {
    expect(new ChallengeAnswers(LOGIN).take(challenged(401, header), REQUEST)).toBeUndefined()
  })
})
