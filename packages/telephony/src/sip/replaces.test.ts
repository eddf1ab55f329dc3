import { describe, expect, it } from 'vitest'
import { parseReplaces, replacesOfHeaders } from './replaces.ts'

describe('parseReplaces', () => {
  it('reads the examples of RFC 3891 §6.1', () => {
    expect(parseReplaces('98732@sip.example.com;from-tag=r33th4x0r;to-tag=ff87ff')).toEqual({
      callId: '98732@sip.example.com',
      toTag: 'ff87ff',
      fromTag: 'r33th4x0r',
      earlyOnly: false,
    })
    expect(parseReplaces('87134@171.161.34.23;to-tag=24796;from-tag=0;early-only')).toMatchObject({
      earlyOnly: true,
    })
  })

  it.each(['', '98732', '98732;to-tag=1', 'a b;to-tag=1;from-tag=2', 'x;to-tag="a b";from-tag=2'])(
    'refuses %j',
    (value) => {
      expect(parseReplaces(value)).toBeUndefined()
    },
  )
})

describe('replacesOfHeaders', () => {
  it('finds the escaped value among others', () => {
    const headers = 'Subject=x&Replaces=12345%40192.168.118.3%3Bto-tag%3D12345%3Bfrom-tag%3D5FFE'
    expect(replacesOfHeaders(headers)).toMatchObject({
      kind: 'named',
      replaces: { callId: '12345@192.168.118.3', toTag: '12345', fromTag: '5FFE' },
    })
  })

  it('tells none from one that is malformed', () => {
    expect(replacesOfHeaders('Subject=x')).toEqual({ kind: 'none' })
    expect(replacesOfHeaders('Replaces=%')).toEqual({ kind: 'malformed' })
    expect(replacesOfHeaders('Replaces=abc')).toEqual({ kind: 'malformed' })
  })
})
