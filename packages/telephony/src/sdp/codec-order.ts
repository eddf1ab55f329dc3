import type { Law } from '../rtp/g711.ts'
import type { AudioDescription, Codec } from './audio.ts'

const payloadTypes: Readonly<Record<Law, number>> = { PCMU: 0, PCMA: 8 }

/** What to offer, best first, under the static payload types (RFC 3551 §6). */
export function offeredCodecs(order: readonly Law[]): readonly Codec[] {
  return unique(order).map((law) => ({ law, payloadType: payloadTypes[law] }))
}

/**
 * The audio of an offer with its codecs in our order, and without those we do not want; `undefined` when none is left. An
 * answerer may prefer another order than the offerer's for a reason (RFC 3264 §6.1); ours is to have nothing to transcode.
 */
export function inOurOrder(
  audio: AudioDescription,
  order: readonly Law[],
): AudioDescription | undefined {
  const wanted = unique(order).flatMap((law) => audio.codecs.filter((codec) => codec.law === law))
  const [first, ...others] = wanted
  return first && { ...audio, codecs: [first, ...others] }
}

/** The order with this codec before all others, if it is in it at all. */
export function preferring(law: Law | undefined, order: readonly Law[]): readonly Law[] {
  return law !== undefined && order.includes(law) ? unique([law, ...order]) : order
}

function unique(order: readonly Law[]): Law[] {
  return [...new Set(order)]
}
