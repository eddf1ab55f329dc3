import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { keepMd5Challenges } from './challenge.ts'

const md5 = 'WWW-Authenticate: Digest realm="r", nonce="n", algorithm=MD5, qop="auth"'
const sha = 'WWW-Authenticate: Digest realm="r", nonce="n", algorithm=SHA-256, qop="auth"'
const session = 'WWW-Authenticate: Digest realm="r", nonce="n", algorithm="MD5-sess"'
const plain = 'WWW-Authenticate: Digest realm="r", nonce="n"'

const answer = (status: number, ...lines: string[]) =>
  [`SIP/2.0 ${status} -`, 'CSeq: 1 REGISTER', ...lines, 'Content-Length: 0', '', ''].join('\r\n')

it.each([
  ['the last', [sha, session, md5]],
  ['the first', [md5, sha]],
  ['in the middle', [sha, md5, session]],
])('leaves the MD5 challenge when it is %s', (_, challenges) => {
  expect(keepMd5Challenges(answer(401, ...challenges))).toBe(answer(401, md5))
})

it('leaves challenges that name no algorithm, which means MD5', () => {
  expect(keepMd5Challenges(answer(401, plain, sha))).toBe(answer(401, plain))
})

it('knows the challenges of proxies', () => {
  const [mine, other] = [md5, sha].map((line) => line.replace('WWW', 'proxy'))
  expect(keepMd5Challenges(answer(407, mine!, other!))).toBe(answer(407, mine!))
})

it('leaves every other message as it is', () => {
  expect(keepMd5Challenges(answer(200, sha))).toBe(answer(200, sha))
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(keepMd5Challenges(text)).toBe(text)
    }),
  )
})
