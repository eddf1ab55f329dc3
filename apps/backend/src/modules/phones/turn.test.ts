import { describe, expect, it } from 'vitest'
import { phoneCredentials } from './credentials.ts'
import { iceServersFor } from './turn.ts'

const EXPIRES = new Date('2026-11-26T12:00:00.500Z')
const urls = ['stun:turn.test:3478', 'turn:turn.test:3478?transport=udp', 'turns:turn.test:5349']

describe('the servers that a browser is told', () => {
  it('carry credentials for TURN that expire, and none for STUN', () => {
    expect(iceServersFor({ urls, secret: 'north' }, 'a-1', EXPIRES)).toEqual([
      { urls: ['stun:turn.test:3478'] },
      {
        urls: ['turn:turn.test:3478?transport=udp', 'turns:turn.test:5349'],
        username: '1795694400:a-1',
        // printf '1795694400:a-1' | openssl dgst -sha1 -hmac north -binary | base64
        credential: '2/k6GKFE6tZzNR/p9PQZRFxuVdc=',
      },
    ])
  })

  it('come with the credentials of its phone, and expire with them', () => {
    const key = new Uint8Array(32)
    const principalOf = async () => undefined
    const turn = { urls, secret: 'north' }
    const minted = phoneCredentials({ key, principalOf, guestsAllowed: true, turn })
    const phone = minted.forSession('1', EXPIRES)
    expect(phone).toMatchObject({ username: 'a-1', expiresAt: EXPIRES.toISOString() })
    expect(phone.iceServers).toEqual(iceServersFor(turn, 'a-1', EXPIRES))
    const guest = minted.forGuest()
    expect(guest.iceServers[1]?.username).toContain(`:${guest.username}`)
  })

  it('are none where none are set', () => {
    expect(iceServersFor(undefined, 'a-1', EXPIRES)).toEqual([])
  })

  it('are STUN alone where there is no secret', () => {
    const stun = { urls: ['stun:turn.test'], secret: undefined }
    expect(iceServersFor(stun, 'a-1', EXPIRES)).toEqual([{ urls: ['stun:turn.test'] }])
  })
})
