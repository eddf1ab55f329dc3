import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { writeRtpHeader } from './packet.ts'
import { SrtpReceiver, SrtpSender } from './srtp.ts'
import { deriveKeys, encrypt } from './srtp-keys.ts'

const hex = (text: string) => Buffer.from(text.replaceAll(/\s/g, ''), 'hex')
const master = {
  key: hex('E1F97A0D3E018BE0D64FA32C06DE4139'),
  salt: hex('0EC675AD498AFEEBB6960B3AABE6'),
}

function rtp(sequence: number, ssrc = 7, payload = 'some audio'): Buffer {
  const packet = Buffer.concat([Buffer.alloc(12), Buffer.from(payload)])
  writeRtpHeader(packet, { payloadType: 0, marker: false, sequence, timestamp: 5, ssrc })
  return packet
}

describe('the vectors of RFC 3711', () => {
  it('of appendix B.2 come out: the keystream of AES in counter mode', () => {
    const keys = {
      cipherKey: hex('2B7E151628AED2A6ABF7158809CF4F3C'),
      salt: hex('F0F1F2F3F4F5F6F7F8F9FAFBFCFD'),
      authKey: Buffer.alloc(20),
    }
    const stream = encrypt(Buffer.alloc(0xff02 * 16), keys, { ssrc: 0, index: 0 })
    expect(stream.subarray(0, 48)).toEqual(
      hex(`E03EAD0935C95E80E166B16DD92B4EB4
           D23513162B02D0F72A43A2FE4A5F97AB
           41E95B3BB0A2E8DD477901E4FCA894C0`),
    )
    expect(stream.subarray(0xfeff * 16)).toEqual(
      hex(`EC8CDF7398607CB0F2D21675EA9EA1E4
           362B7C3C6773516318A077D7FC5073AE
           6A2CC3787889374FBEB4C81B17BA6C44`),
    )
  })

  it('of appendix B.3 come out: the keys of a session', () => {
    const { cipherKey, salt, authKey } = deriveKeys(master, 'rtp')
    expect(cipherKey).toEqual(hex('C61E7A93744F39EE10734AFE3FF7A087'))
    expect(salt).toEqual(hex('30CBBC08863D8C85D49DB34A9AE1'))
    expect(authKey).toEqual(hex('CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4'))
  })
})

it('makes the packet that other implementations make of the same keys', () => {
  const plain = hex('800F1234DECAFBADCAFEBABE ABABABABABABABABABABABABABABABAB')
  const packet = hex(
    '800F1234DECAFBADCAFEBABE 4E55DC4CE79978D88CA4D215949D2402 B78D6ACC99EA179B8DBB',
  )
  expect(new SrtpSender(master).protect(plain)).toEqual(packet)
  expect(new SrtpReceiver(master).open(packet)).toEqual(plain)
})

describe('a protected stream', () => {
  it('is opened though its numbers wrapped before anything of it came', () => {
    const [sender, receiver] = [new SrtpSender(master), new SrtpReceiver(master)]
    const plain = Array.from({ length: 6 }, (_, at) => rtp((65_534 + at) % 65_536))
    const [missed, alsoMissed, first, ...rest] = plain.map((packet) => sender.protect(packet))
    expect(receiver.open(first!)).toEqual(plain[2])
    expect(rest.map((packet) => receiver.open(packet))).toEqual(plain.slice(3))
    // What was only late is of the round before.
    expect([missed!, alsoMissed!].map((packet) => receiver.open(packet))).toEqual(plain.slice(0, 2))
    expect(receiver.open(first!)).toBeUndefined()
  })

  it('is opened as it was, across the wrap of its numbers, in any order', () => {
    const [sender, receiver] = [new SrtpSender(master), new SrtpReceiver(master)]
    const plain = Array.from({ length: 200 }, (_, at) => rtp((65_450 + at) % 65_536))
    const sent = plain.map((packet) => sender.protect(packet))
    const swapped = plain.map((_, at) => (at % 2 === 0 ? at + 1 : at - 1))
    for (const at of swapped) expect(receiver.open(sent[at]!)).toEqual(plain[at])
  })

  it('is not opened twice, nor when anything in it was changed, nor by another key', () => {
    const [sender, receiver] = [new SrtpSender(master), new SrtpReceiver(master)]
    const sent = sender.protect(rtp(1))
    fc.assert(
      fc.property(fc.nat(sent.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = Buffer.from(sent)
        changed[at] = (changed[at] ?? 0) ^ change
        expect(receiver.open(changed)).toBeUndefined()
      }),
    )
    expect(new SrtpReceiver({ ...master, key: Buffer.alloc(16) }).open(sent)).toBeUndefined()
    expect(receiver.open(sent)).toEqual(rtp(1))
    expect(receiver.open(sent)).toBeUndefined()
  })

  it('goes on when its source changes', () => {
    const [sender, receiver] = [new SrtpSender(master), new SrtpReceiver(master)]
    const first = sender.protect(rtp(60_000))
    const second = new SrtpSender(master).protect(rtp(3, 8))
    expect(receiver.open(first)).toEqual(rtp(60_000))
    expect(receiver.open(second)).toEqual(rtp(3, 8))
  })

  it('carries reports, each once', () => {
    const [sender, receiver] = [new SrtpSender(master), new SrtpReceiver(master)]
    const report = hex('80C90001 00000007 81CA0002 00000007 01016100')
    const [first, second] = [sender.protectControl(report), sender.protectControl(report)]
    expect(first.subarray(8, 16)).not.toEqual(report.subarray(8, 16))
    expect(receiver.openControl(first)).toEqual(report)
    expect(receiver.openControl(second)).toEqual(report)
    expect(receiver.openControl(second)).toBeUndefined()
    const changed = Buffer.from(sender.protectControl(report))
    changed[9] = (changed[9] ?? 0) ^ 1
    expect(receiver.openControl(changed)).toBeUndefined()
  })

  it('takes no harm from junk', () => {
    const receiver = new SrtpReceiver(master)
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 60 }), (junk) => {
        expect(receiver.open(Buffer.from(junk))).toBeUndefined()
        expect(receiver.openControl(Buffer.from(junk))).toBeUndefined()
      }),
    )
  })
})
