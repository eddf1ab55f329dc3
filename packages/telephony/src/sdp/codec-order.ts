import type { AudioCodec } from '../port.ts'
import { codecFacts } from '../rtp/codecs.ts'
import type { AudioDescription, Codec, TelephoneEvents } from './audio.ts'

const allCodecs: readonly AudioCodec[] = ['PCMU', 'PCMA', 'G722', 'opus']

/** What to offer, best first, under the static payload types where there are such (RFC 3551 §6). */
export function offeredCodecs(order: readonly AudioCodec[]): readonly Codec[] {
  return unique(order).map((name) => ({ name, payloadType: codecFacts[name].payloadType }))
}

const telephoneEventTypes = [
  { payloadType: 101, clockRate: 8000 },
  { payloadType: 110, clockRate: 48_000 },
] as const

/** The telephone-events to offer beside these codecs: one for each of their clocks. */
export function offeredTelephoneEvents(order: readonly AudioCodec[]): readonly TelephoneEvents[] {
  const clocks = new Set(order.map((name) => codecFacts[name].clockRate))
  return telephoneEventTypes.filter(({ clockRate }) => clocks.has(clockRate))
}

/** How keys are sent beside a codec: with its clock, or with the one that the peer has. */
export function eventsBeside(
  { name }: Codec,
  events: readonly TelephoneEvents[],
): TelephoneEvents | undefined {
  return events.find(({ clockRate }) => clockRate === codecFacts[name].clockRate) ?? events[0]
}

/**
 * The audio of an offer with its codecs in our order, and without those we do not want; `undefined` when none is left. An
 * answerer may prefer another order than the offerer's for a reason (RFC 3264 §6.1); ours is to have nothing to transcode.
 */
export function inOurOrder(
  audio: AudioDescription,
  order: readonly AudioCodec[],
): AudioDescription | undefined {
  const wanted = unique(order).flatMap((name) =>
    audio.codecs.filter((codec) => codec.name === name),
  )
  const [first, ...others] = wanted
  return first && { ...audio, codecs: [first, ...others] }
}

/** What to take, best first: what is wanted, and then all else that we speak rather than no call at all. */
export function takenCodecs(wanted: readonly AudioCodec[]): readonly AudioCodec[] {
  return unique([...wanted, ...allCodecs])
}

/** What to offer beside a party that speaks this codec, where nobody has said what to offer. */
export function offeredBeside(
  codec: AudioCodec | undefined,
  usual: readonly AudioCodec[],
): readonly AudioCodec[] {
  return codec === undefined ? usual : unique([codec, ...usual])
}

/** The order with this codec before all others, if it is in it at all. */
export function preferring(
  codec: AudioCodec | undefined,
  order: readonly AudioCodec[],
): readonly AudioCodec[] {
  return codec !== undefined && order.includes(codec) ? unique([codec, ...order]) : order
}

function unique(order: readonly AudioCodec[]): AudioCodec[] {
  return [...new Set(order)]
}
