import { Finisher } from '../audio/finisher.ts'
import type { Sound } from '../audio/wav.ts'
import { Slots } from '../slots.ts'
import { checkParts, type SpokenPart } from '../spoken-parts.ts'
import { SpeechError, type Tts, type Voice, type WantedVoice } from '../tts.ts'
import { whileWanted } from '../while-wanted.ts'

/** What differs from vendor to vendor. */
export interface VendorTts extends Pick<Tts, 'id' | 'name' | 'fingerprint' | 'capabilities'> {
  /** Speaks, as the vendor's sound comes; it is finished for the telephone afterwards. */
  speak(request: VendorRequest): Promise<Sound>
  voices(signal: AbortSignal): Promise<readonly Voice[]>
}

interface VendorRequest {
  readonly parts: readonly SpokenPart[]
  readonly voice: WantedVoice
  readonly signal: AbortSignal
}

/** What every vendor's driver can be told. */
export interface VendorLimits {
  /** How long one text may take, in ms; 10 s by default. */
  readonly timeoutMs?: number
  /** How many requests are under way at once; 4 by default. */
  readonly parallel?: number
  /** How many texts may wait for their turn; 64 by default. */
  readonly maxWaiting?: number
  /** The most that is taken in for one text, in bytes; 8 MiB by default, some two minutes at 24 kHz. */
  readonly maxBytes?: number
  /** Where the vendor is, when it is not where it always is: a test's double. */
  readonly origin?: string
}

export const defaultMaxBytes = 8 * 1024 * 1024
export const defaultTimeoutMs = 10_000

/** A driver from what differs: the bounds, the order of requests, and the finish are the same for all. */
export function openVendorTts(vendor: VendorTts, limits: VendorLimits): Tts {
  const { timeoutMs = defaultTimeoutMs, parallel = 4, maxWaiting = 64 } = limits
  const slots = new Slots(parallel, maxWaiting)
  const finisher = new Finisher()
  const closed = new AbortController()

  const bounded = async <Result>(
    signal: AbortSignal | undefined,
    task: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> => {
    const signals = [AbortSignal.timeout(timeoutMs), closed.signal, ...(signal ? [signal] : [])]
    const any = AbortSignal.any(signals)
    return whileWanted(vendor.name, any, () => slots.run(() => task(any)))
  }

  return {
    id: vendor.id,
    name: vendor.name,
    fingerprint: vendor.fingerprint,
    capabilities: vendor.capabilities,
    async render({ parts, voice, rateHz, signal }) {
      checkParts(parts)
      return bounded(signal, async (any) => {
        const sound = await vendor.speak({ parts, voice, signal: any })
        if (sound.samples.every((sample) => Math.abs(sample) < 1e-3)) {
          throw new SpeechError('failed', `${vendor.name} answered with silence.`)
        }
        return finisher.finish(sound, rateHz)
      })
    },
    voices: () => bounded(undefined, (signal) => vendor.voices(signal)),
    async close() {
      closed.abort(new SpeechError('closed', 'Speech was closed.'))
      await finisher.close()
    },
  }
}
