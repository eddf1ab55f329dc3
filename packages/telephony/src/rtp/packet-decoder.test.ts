import { describe, expect, it } from 'vitest'
import type { AudioCodec } from '../port.ts'
import { tone, toneLevel, toneShare } from '../testing/audio.ts'
import { openFrameEncoder } from './frame-encoder.ts'
import { OpusDecoder, OpusEncoder } from './opus.ts'
import { openPacketDecoder } from './packet-decoder.ts'

const frame = 160
const every = { fec: true, dtx: false, isNarrow: false, mostBitrate: undefined }

/** Payloads of this tone, 20 ms each. */
async function payloads(codec: AudioCodec, hz: number, count: number): Promise<Buffer[]> {
  const encoder = openFrameEncoder(codec, every)
  if (encoder instanceof OpusEncoder) await encoder.ready
  const audio = tone(hz, count * 20)
  const made = Array.from({ length: count }, (_, at) => {
    const low = audio.subarray(at * frame, (at + 1) * frame)
    return Buffer.from(encoder.encode({ low }) ?? [])
  })
  encoder.close()
  return made
}

interface Heard {
  readonly at: number
  readonly low: Int16Array
  readonly how: 'came' | 'lost'
}

/** Lets packets of these places arrive in this order. */
async function decode(
  codec: AudioCodec,
  sent: readonly Buffer[],
  places: readonly number[],
): Promise<Heard[]> {
  // The library makes a decoder of its own for each; once one is there, so is the other.
  const decoder = openPacketDecoder(codec)
  await new OpusDecoder().ready
  const ticks = codec === 'opus' ? 960 : frame
  const heard: Heard[] = []
  for (const place of places) {
    const packet = {
      payloadType: 1,
      marker: false,
      sequence: (65_530 + place) & 0xffff,
      timestamp: (0xffff_f000 + place * ticks) >>> 0,
      ssrc: 7,
      payload: sent[place] ?? Buffer.alloc(0),
    }
    decoder.decode(packet, (at, { low }, how) => heard.push({ at, low: low.slice(), how }))
  }
  decoder.close()
  return heard
}

const upTo = (count: number) => Array.from({ length: count }, (_, at) => at)
const joined = (heard: readonly Heard[]) => Int16Array.from(heard.flatMap(({ low }) => [...low]))

describe.each(['PCMU', 'PCMA', 'G722', 'opus'] as const)('%s', (codec) => {
  it('brings a tone through, every 20 ms in its place', async () => {
    const heard = await decode(codec, await payloads(codec, 440, 30), upTo(30))
    const steps = heard.slice(1).map(({ at }, index) => (at - (heard[index]?.at ?? 0)) >>> 0)
    expect(steps).toEqual(steps.map(() => frame))
    expect(toneShare(joined(heard).subarray(-1600), 440)).toBeGreaterThan(0.98)
    expect(toneLevel(joined(heard).subarray(-1600), 440)).toBeGreaterThan(6500)
  })

  it('survives anything that is sent', async () => {
    const junk = upTo(200).map((seed) =>
      Buffer.from(upTo(seed).map((at) => (at * 7919 + seed * 104_729) & 0xff)),
    )
    await expect(decode(codec, junk, upTo(200))).resolves.toBeInstanceOf(Array)
  })
})

describe('lost Opus', () => {
  it('is taken from the packet after it, and made up where more was lost', async () => {
    const sent = await payloads('opus', 440, 40)
    const places = upTo(40).filter((place) => ![20, 27, 28].includes(place))
    const heard = await decode('opus', sent, places)
    expect(heard.filter(({ how }) => how === 'lost')).toHaveLength(3)
    expect(heard.map(({ at }) => ((at - heard[0]!.at) >>> 0) / frame)).toEqual(upTo(40))
    const around = joined(heard).subarray(18 * frame, 28 * frame)
    expect(toneShare(around, 440)).toBeGreaterThan(0.95)
  })

  it('is not mended by what comes after its successor, nor twice', async () => {
    const heard = await decode('opus', await payloads('opus', 440, 6), [0, 1, 3, 2, 3, 4])
    expect(heard.map(({ how }) => how)).toEqual(['came', 'came', 'lost', 'came', 'came'])
  })
})

describe('an Opus encoder', () => {
  it('sends nothing for silence where the party would have it so', async () => {
    const encoder = new OpusEncoder({ ...every, dtx: true })
    await encoder.ready
    const silence = { low: new Int16Array(frame) }
    const sent = upTo(100).map(() => encoder.encode(silence))
    expect(sent.filter((packet) => packet === undefined).length).toBeGreaterThan(70)
    expect(encoder.encode({ low: tone(440, 20) })).toBeDefined()
    encoder.close()
    expect(encoder.encode(silence)).toBeUndefined()
  })
})
