import { sampleRate, type Channels } from '../recording-format.ts'

/** What a player has to know of an Opus stream before its first packet. */
export interface OpusStreamFacts {
  readonly channels: Channels
  /** Samples at 48 kHz that the encoder put before the sound, which are not to be heard. */
  readonly preSkip: number
}

/** The identification header (RFC 7845 §5.1), mapping family 0: one channel, or left and right. */
export function opusHead({ channels, preSkip }: OpusStreamFacts): Buffer {
  const head = Buffer.alloc(19)
  head.write('OpusHead', 0)
  head[8] = 1
  head[9] = channels
  head.writeUInt16LE(preSkip, 10)
  head.writeUInt32LE(sampleRate, 12)
  return head
}

/** The comment header (RFC 7845 §5.2), which names the encoder and says nothing else. */
export function opusTags(encoder: string): Buffer {
  const name = Buffer.from(encoder)
  const tags = Buffer.alloc(16 + name.length)
  tags.write('OpusTags', 0)
  tags.writeUInt32LE(name.length, 8)
  name.copy(tags, 12)
  return tags
}
