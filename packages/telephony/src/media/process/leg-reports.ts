import { randomBytes } from 'node:crypto'
import type { Measured } from '../../rtp/control-session.ts'
import { codecFacts } from '../../rtp/codecs.ts'
import { ControlSession } from '../../rtp/control-session.ts'
import type { RtpPacket } from '../../rtp/packet.ts'

import type { Agreement } from './agreement.ts'
import { clockPerMsOf } from './agreement.ts'

const tickMs = 20
/** RFC 3550 §6.2 and §6.3.1 for two parties: 5 s, varied by half either way and compensated; half of it at first. */
const intervalMs = 5000
const compensation = 1.21828

/** Tells a party how well it is heard, hears it say the same of us, and keeps count of both. */
export class LegReports {
  readonly #session: ControlSession
  readonly #send: (packet: Buffer) => void
  #ticks = ticksOf(intervalMs / 2)
  #hasReported = false

  constructor(ssrc: number, send: (packet: Buffer) => void) {
    // A name for this session alone (RFC 7022 §4.2).
    this.#session = new ControlSession({ ssrc, cname: randomBytes(12).toString('base64') })
    this.#send = send
  }

  get measured(): Measured {
    return this.#session.measured
  }

  sent(packet: Buffer): void {
    this.#session.sent(packet, nowMs())
  }

  agree({ codec }: Agreement): void {
    this.#session.sendsAt(codecFacts[codec.name].clockRate / 1000)
  }

  came(packet: RtpPacket, agreement: Agreement | undefined): void {
    const clockPerMs = agreement && clockPerMsOf(agreement, packet.payloadType)
    if (clockPerMs === undefined) this.#session.keyCame(packet)
    else this.#session.audioCame(packet, nowMs(), clockPerMs)
  }

  receive(bytes: Buffer): void {
    this.#session.receive(bytes, nowMs())
  }

  /** Reports when it is time to, once every 20 ms. */
  tick(): void {
    if (--this.#ticks > 0) return
    this.#ticks = ticksOf(intervalMs)
    this.#hasReported = true
    this.#send(this.#session.report(nowMs()))
  }

  close(): void {
    if (this.#hasReported) this.#send(this.#session.bye())
  }
}

function ticksOf(ms: number): number {
  return Math.ceil((ms * (0.5 + Math.random())) / compensation / tickMs)
}

/** Since 1970, by a clock that is never set. */
function nowMs(): number {
  return performance.timeOrigin + performance.now()
}
