import { createHash } from 'node:crypto'

export interface DigestLogin {
  readonly user: string
  readonly password: string
  readonly method: string
  readonly uri: string
  readonly algorithm?: 'MD5' | 'SHA-256'
  readonly nonceCount?: number
}

/** The Authorization value that answers one of the challenges in a 401 (RFC 7616 §3.4), written apart from ours. */
export function digestAnswer(challenges: readonly string[], login: DigestLogin): string {
  const { user, password, method, uri, algorithm = 'MD5', nonceCount = 1 } = login
  const challenge = challenges.find((text) => text.includes(`algorithm=${algorithm},`)) ?? ''
  const realm = /realm="([^"]*)"/.exec(challenge)?.[1] ?? ''
  const nonce = /nonce="([^"]*)"/.exec(challenge)?.[1] ?? ''
  const hash = (text: string): string =>
    createHash(algorithm === 'MD5' ? 'md5' : 'sha256')
      .update(text)
      .digest('hex')
  const nc = nonceCount.toString(16).padStart(8, '0')
  const secret = hash(`${user}:${realm}:${password}`)
  const response = hash(`${secret}:${nonce}:${nc}:cn:auth:${hash(`${method}:${uri}`)}`)
  return `Digest algorithm=${algorithm}, username="${user}", realm="${realm}", nonce="${nonce}", uri="${uri}", response="${response}", qop=auth, cnonce="cn", nc=${nc}`
}
