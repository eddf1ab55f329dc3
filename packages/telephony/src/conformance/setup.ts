import type { Transcriber } from '../listening.ts'
import type { PhoneCall } from '../testing/phone-call.ts'
import type { ScriptedPhone } from '../testing/scripted-phone.ts'
import type { ToneTranscriber } from '../testing/tone-transcriber.ts'
import type { VoiceWitness } from '../testing/voice-witness.ts'
import type { LegId, VoicePort } from '../port.ts'

/** What a driver brings to be tested. */
export interface VoiceHarness {
  /**
   * Opens a fresh port with nobody registered. With a transcriber it can listen, and gives up on one that has not answered
   * in a second.
   */
  open(choice: { readonly transcriber: Transcriber | undefined }): Promise<VoiceRig>
}

export interface VoiceRig {
  readonly port: VoicePort
  /** A telephone in the network, that can call the port and be called by its `uri`. */
  openPhone(options?: PhoneChoice): Promise<ScriptedPhone>
  /** The password by which a user of this name may register. */
  readonly passwordOf: (user: string) => string
  /** Closes the port and every phone. */
  close(): Promise<void>
}

interface PhoneChoice {
  readonly user?: string
  readonly displayName?: string
  readonly telephoneEvent?: number | false
}

/** A phone's call and the port's leg: the two ends of one thing. */
interface Connection {
  readonly phone: ScriptedPhone
  readonly call: PhoneCall
  readonly leg: LegId
}

/** What a test of the suite works with. */
export interface Setup {
  readonly rig: VoiceRig
  readonly port: VoicePort
  readonly witness: VoiceWitness
  /** What the port listens with. */
  readonly transcriber: ToneTranscriber
  /** A phone has called, and waits. */
  calling(options?: PhoneChoice): Promise<Connection>
  /** A phone has called and was answered. */
  connected(options?: PhoneChoice): Promise<Connection>
}

/** Who calls, where we do. */
export const FROM = { user: '15550100100', displayName: 'Iris' }
