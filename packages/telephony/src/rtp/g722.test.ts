import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BandJoiner, BandSplitter } from './bands.ts'
import { G722Decoder, G722Encoder } from './g722.ts'

const rate = 16_000
const frame = 320

function sine(hz: number, samples: number, peak = 8000): Int16Array {
  return Int16Array.from({ length: samples }, (_, at) =>
    Math.round(peak * Math.sin((2 * Math.PI * hz * at) / rate)),
  )
}

/** What comes of 16 kHz audio that is split, changed in its bands, and joined again. */
function through(
  audio: Int16Array,
  change: (low: Int16Array, high: Int16Array) => void = () => {},
): Int16Array {
  const [splitter, joiner] = [new BandSplitter(), new BandJoiner()]
  const heard = new Int16Array(audio.length)
  const [low, high] = [new Int16Array(frame / 2), new Int16Array(frame / 2)]
  for (let at = 0; at < audio.length; at += frame) {
    splitter.split(audio.subarray(at, at + frame), low, high)
    change(low, high)
    joiner.join({ low, high }, heard.subarray(at, at + frame))
  }
  return heard
}

function throughG722(audio: Int16Array): Int16Array {
  const [encoder, decoder] = [new G722Encoder(), new G722Decoder()]
  const octets = new Uint8Array(frame / 2)
  return through(audio, (low, high) => {
    encoder.encode({ low, high }, octets, 0)
    decoder.decode(octets, low, high)
  })
}

/** The delay of the two filters. */
const delay = 22

/** Signal to noise in decibels, after the first 100 ms. */
function likeness(audio: Int16Array, heard: Int16Array): number {
  let [signal, noise] = [0, 0]
  for (let at = 1600; at + delay < audio.length; at++) {
    const said = audio[at] ?? 0
    signal += said ** 2
    noise += (said - (heard[at + delay] ?? 0)) ** 2
  }
  return 10 * Math.log10(signal / noise)
}

describe('the two bands', () => {
  it.each([200, 1000, 3000, 3900, 4100, 5000, 7000])('give back a tone of %i Hz', (hz) => {
    const audio = sine(hz, 16_000)
    expect(likeness(audio, through(audio))).toBeGreaterThan(40)
  })

  it('keep what telephones speak in the low one alone', () => {
    const audio = sine(1000, 16_000)
    const onlyLow = through(audio, (_, high) => high.fill(0))
    expect(likeness(audio, onlyLow)).toBeGreaterThan(40)
    const onlyHigh = through(sine(6000, 16_000), (low) => low.fill(0))
    expect(likeness(sine(6000, 16_000), onlyHigh)).toBeGreaterThan(35)
  })
})

describe('G.722', () => {
  it.each([
    [300, 30],
    [1000, 30],
    [3000, 22],
    [5000, 13],
    [6500, 13],
  ])('carries a tone of %i Hz with over %i dB', (hz, least) => {
    const audio = sine(hz, 16_000)
    expect(likeness(audio, throughG722(audio))).toBeGreaterThan(least)
  })

  it('carries loud and soft voices alike: its steps follow', () => {
    for (const peak of [300, 3000, 16_000]) {
      const audio = sine(440, 16_000, peak)
      expect(likeness(audio, throughG722(audio))).toBeGreaterThan(20)
    }
  })

  it('finds the way back after octets were lost', () => {
    const [encoder, decoder] = [new G722Encoder(), new G722Decoder()]
    const octets = new Uint8Array(frame / 2)
    const audio = sine(700, 32_000)
    let frames = 0
    const heard = through(audio, (low, high) => {
      encoder.encode({ low, high }, octets, 0)
      if (frames++ % 50 !== 10) decoder.decode(octets, low, high)
    })
    expect(likeness(audio.subarray(8000, 15_000), heard.subarray(8000, 15_000))).toBeGreaterThan(20)
  })

  it('survives any octets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 480 }), (octets) => {
        const [low, high] = [new Int16Array(480), new Int16Array(480)]
        new G722Decoder().decode(octets, low, high)
        expect(Math.max(...low)).toBeLessThanOrEqual(32_767)
      }),
    )
  })
})
