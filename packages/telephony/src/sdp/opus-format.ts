import type { OpusWishes } from '../rtp/opus.ts'
import type { Attribute } from './session.ts'

/** What we want of the Opus we are sent: forward error correction, which our decoder makes use of. */
export const ourOpusFormat = 'minptime=10;useinbandfec=1'

const leastBitrate = 6000
const mostBitrate = 510_000

/** Reads what a peer wants of the Opus it is sent (RFC 7587 §6.1); what it does not say, or says wrongly, is the default. */
export function readOpusWishes(attributes: readonly Attribute[], payloadType: number): OpusWishes {
  const line = attributes.find(
    ({ name, value }) => name === 'fmtp' && Number(/^\d+/.exec(value)?.[0]) === payloadType,
  )
  const parameters = new Map(
    (line?.value.replace(/^\d+\s*/, '') ?? '').split(';').map((one): [string, string] => {
      const [name = '', value = ''] = one.split('=')
      return [name.trim().toLowerCase(), value.trim()]
    }),
  )
  const bitrate = Number(parameters.get('maxaveragebitrate'))
  const narrow = Number(parameters.get('maxplaybackrate')) <= 8000
  return {
    fec: parameters.get('useinbandfec') === '1',
    dtx: parameters.get('usedtx') === '1',
    isNarrow: parameters.has('maxplaybackrate') && narrow,
    mostBitrate: bitrate >= leastBitrate && bitrate <= mostBitrate ? bitrate : undefined,
  }
}
