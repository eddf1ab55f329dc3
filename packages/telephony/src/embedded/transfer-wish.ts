import { VoiceError, type Cause, type LegId, type ReferProgress, type VoiceEvent } from '../port.ts'
import { textOf } from '../sip/octets.ts'
import type { Replaces } from '../sip/replaces.ts'
import type { Referral } from '../sip/session/referral.ts'
import { userOf } from './addresses.ts'
import { refusalFor, statusOf } from './causes.ts'

export interface TransferWishOptions {
  readonly leg: LegId
  readonly emit: (event: VoiceEvent) => void
  /** Whether anybody would hear of a wish. */
  readonly isHeard: () => boolean
  readonly isConnected: () => boolean
  /** Whether the call is taken, and audio cannot flow yet. */
  readonly isConnecting: () => boolean
  /** The leg that has the dialog which a Replaces names. */
  readonly legOf: (replaces: Replaces) => { readonly id: LegId } | undefined
}

/** A party's wish to be connected elsewhere (REFER): one at a time. */
export class TransferWish {
  readonly #options: TransferWishOptions
  #referral: Referral | undefined
  /** Came as soon as the call was taken, and is heard once audio can flow. */
  #early: Referral | undefined

  constructor(options: TransferWishOptions) {
    this.#options = options
  }

  hear(referral: Referral): void {
    const { leg, emit, isHeard, isConnected, isConnecting, legOf } = this.#options
    const { address, replaces } = referral.target
    const other = replaces && legOf(replaces)
    if (!isHeard()) {
      referral.refuse({ status: 603 })
    } else if (isConnecting() && this.#early?.isOver !== false) {
      this.#early = referral
    } else if (!isConnected() || this.#referral?.isOver === false) {
      referral.refuse({ status: 491 })
    } else if (replaces && !other) {
      referral.refuse({ status: 481 })
    } else {
      this.#referral = referral
      // Headers of the address are wishes about the call's set-up, and no part of where it goes.
      const [uri = ''] = textOf(address.uri).split('?', 1)
      const target = { user: userOf(address.address), uri }
      const attended = other ? { replaces: other.id } : {}
      emit({ kind: 'leg.refer_requested', leg, target, ...attended })
    }
  }

  /** Audio can flow. */
  connected(): void {
    const early = this.#early
    this.#early = undefined
    if (early?.isOver === false) this.hear(early)
  }

  accept(): void {
    this.#required().accept()
  }

  refuse(cause: Cause): void {
    this.#required().refuse(refusalFor(cause))
  }

  async tell(progress: ReferProgress): Promise<void> {
    await this.#required().progress(statusOf(progress))
  }

  /** The leg has ended. */
  end(): void {
    for (const referral of [this.#early, this.#referral]) referral?.refuse({ status: 481 })
  }

  #required(): Referral {
    const referral = this.#referral
    if (!referral || referral.isOver) {
      throw new VoiceError('wrong-state', 'The party asks for no transfer')
    }
    return referral
  }
}
