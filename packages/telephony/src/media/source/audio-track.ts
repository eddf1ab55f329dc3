import type { Law } from '../../rtp/g711.ts'
import { g711 } from '../../rtp/g711.ts'
import type { AudioSource } from '../../port.ts'
import { MediaError } from '../media-engine.ts'

/** Audio of a known length that can be taken from anywhere, as G.711 codes. Places and lengths are in samples. */
export interface AudioTrack {
  readonly samples: number
  /** Writes `count` codes, from this place on, into `target` at `at`. */
  readonly write: (target: Uint8Array, range: { at: number; from: number; count: number }) => void
}

const samplesPerMs = 8
const mostMs = 24 * 3_600_000
const mostTones = 8
const mostParts = 1000
/** 10 dB below full scale, shared among the sines of a tone. */
const tonePeak = 10_000

export interface TrackOptions {
  readonly law: Law
  readonly load: (path: string, law: Law) => Promise<Uint8Array>
}

/**
 * Makes a source ready to be played. Rejects with `MediaError` of kind `bad-source` for a file that cannot be played,
 * a tone that cannot be made, or a source without any length.
 */
export async function prepareTrack(
  source: AudioSource,
  options: TrackOptions,
): Promise<AudioTrack> {
  const parts = flatten(source)
  const tracks = await Promise.all(parts.map((part) => prepareOne(part, options)))
  const [only, ...others] = tracks
  const track = only && others.length === 0 ? only : joined(tracks)
  if (track.samples === 0) throw badSource('It has no length.')
  return track
}

type Part = Exclude<AudioSource, { kind: 'sequence' }>

function flatten(source: AudioSource): Part[] {
  const parts: Part[] = []
  const rest = [source]
  for (let one = rest.pop(); one; one = rest.pop()) {
    if (one.kind === 'sequence') rest.push(...one.sources.toReversed())
    else parts.push(one)
    if (parts.length + rest.length > mostParts) throw badSource('It has too many parts.')
  }
  return parts
}

async function prepareOne(part: Part, { law, load }: TrackOptions): Promise<AudioTrack> {
  switch (part.kind) {
    case 'file':
      return clip(await load(part.path, law))
    case 'tone':
      return sines(part.hz, lengthOf(part.durationMs), law)
    case 'silence':
      return silence(lengthOf(part.durationMs), law)
  }
}

function lengthOf(durationMs: number): number {
  if (!(durationMs >= 0 && durationMs <= mostMs)) throw badSource(`${durationMs} ms is no length.`)
  return Math.round(durationMs * samplesPerMs)
}

function badSource(reason: string): MediaError {
  return new MediaError('bad-source', `The source cannot be played: ${reason}`)
}

function clip(codes: Uint8Array): AudioTrack {
  return {
    samples: codes.length,
    write: (target, { at, from, count }) => target.set(codes.subarray(from, from + count), at),
  }
}

function silence(samples: number, law: Law): AudioTrack {
  const code = g711[law].silence
  return { samples, write: (target, { at, count }) => target.fill(code, at, at + count) }
}

function sines(hz: readonly number[], samples: number, law: Law): AudioTrack {
  const good = hz.length > 0 && hz.length <= mostTones && hz.every((one) => one > 0 && one < 4000)
  if (!good) throw badSource(`${hz.join(' + ')} Hz is no tone.`)
  const { encode } = g711[law]
  const turns = hz.map((one) => (2 * Math.PI * one) / (samplesPerMs * 1000))
  const peak = tonePeak / hz.length
  return {
    samples,
    write: (target, { at, from, count }) => {
      for (let index = 0; index < count; index++) {
        let sum = 0
        for (const turn of turns) sum += Math.sin(turn * (from + index))
        target[at + index] = encode[Math.round(peak * sum) & 0xffff] ?? 0
      }
    },
  }
}

function joined(tracks: readonly AudioTrack[]): AudioTrack {
  let samples = 0
  const parts = tracks.map((track) => {
    const begin = samples
    samples += track.samples
    return { track, begin }
  })
  return {
    samples,
    write: (target, { at, from, count }) => {
      for (const { track, begin } of parts) {
        const first = Math.max(from, begin)
        const last = Math.min(from + count, begin + track.samples)
        if (first >= last) continue
        track.write(target, { at: at + first - from, from: first - begin, count: last - first })
      }
    },
  }
}
