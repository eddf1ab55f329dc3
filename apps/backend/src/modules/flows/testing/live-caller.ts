import type { FlowTrace, IrisEvent } from '@iris/contracts'
import { seedOfCall } from '@iris/flow'
import { loudness, type PhoneCall } from '@iris/telephony/testing'
import { type CallCentre, until } from '../../../testing/call-centre.ts'
import { toneWords } from '../../../testing/tone-listener.ts'
import { type Deeds, plannedCall } from './planned-call.ts'
import type { StagedFlow } from './staged-flow.ts'

/** A machine that does much else takes so long. */
const patienceMs = 90_000
const beginnings = 'beginnings'

/** Calls staged flows, as their cases say, and reads their traces. */
export class LiveCaller {
  readonly #centre: CallCentre
  /** What happened to each call, and the beginnings of all, whose ids nobody knows yet. */
  readonly #events = new Map<string, IrisEvent[]>()
  readonly #waiting = new Set<() => void>()

  constructor(centre: CallCentre) {
    this.#centre = centre
    centre.ground.bus.watch((event) => {
      if (event.type === 'call.started') this.#note(beginnings, event)
      if ('callId' in event.payload && event.payload.callId !== undefined) {
        this.#note(event.payload.callId, event)
      }
      for (const look of this.#waiting) look()
    })
  }

  #note(key: string, event: IrisEvent): void {
    const known = this.#events.get(key)
    if (known) known.push(event)
    else this.#events.set(key, [event])
  }

  /** Plays the caller; gives the trace once the run has ended. */
  async play(flow: StagedFlow): Promise<FlowTrace> {
    const { caller, called } = flow.given
    const phone = await this.#centre.caller(caller.number, caller.name)
    const call = await phone.call(called)
    const callId = await this.#next('the call has begun', beginnings, (event) =>
      event.type === 'call.started' && event.payload.number === called
        ? event.payload.callId
        : undefined,
    )
    const { deeds } = plannedCall(flow, { at: Date.now(), seed: seedOfCall(callId) })
    for (const each of deeds) {
      await this.#atBlock(callId, each)
      await act(call, each)
    }
    await this.#next('the call is over', callId, ({ type }) =>
      type === 'call.ended' ? true : undefined,
    )
    return this.#endedTrace(callId)
  }

  async #endedTrace(callId: string): Promise<FlowTrace> {
    const at = `/v1/calls/${callId}/trace`
    let ended: FlowTrace | undefined
    await until(
      'the trace has ended',
      async () => {
        const { items } = await this.#centre.asAdmin<{ items: FlowTrace[] }>('GET', at)
        ended = items.find(({ endedAt }) => endedAt !== null)
        return ended !== undefined
      },
      patienceMs,
    )
    if (!ended) throw new Error('The call left no trace.')
    return ended
  }

  #atBlock(callId: string, { block, visitsBefore, isInQueue }: Deeds): Promise<true> {
    let visits = 0
    return this.#next(`the caller is at ${block}`, callId, (event) => {
      if (event.type !== 'call.step_entered') return undefined
      const { kind, ref } = event.payload.step
      if (isInQueue ? kind === 'queue' : ref === block) visits += 1
      return visits > visitsBefore ? true : undefined
    })
  }

  /** Waits until something that has happened, or happens, gives this; each is looked at once. */
  async #next<Found>(
    what: string,
    key: string,
    find: (event: IrisEvent) => Found | undefined,
  ): Promise<Found> {
    let seen = 0
    const found = () => {
      const events = this.#events.get(key) ?? []
      for (; seen < events.length; seen += 1) {
        const event = events[seen]
        const one = event && find(event)
        if (one !== undefined) return one
      }
      return undefined
    }
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => {
        this.#waiting.delete(look)
        reject(new Error(`Waited in vain until ${what}.`))
      }, patienceMs)
      const look = () => {
        const one = found()
        if (one === undefined) return
        this.#waiting.delete(look)
        clearTimeout(limit)
        resolve(one)
      }
      this.#waiting.add(look)
      look()
    })
  }
}

/** Does what is to be done at a block; what is said is understood as its tone. */
async function act(call: PhoneCall, { does, bargeIn }: Deeds): Promise<void> {
  let isAskedAgain = false
  // Nobody need wait for the silence after the last of them.
  const last = does.findLastIndex(({ kind }) => kind !== 'silent')
  for (const deed of does.slice(0, last + 1)) {
    if (deed.kind === 'hang_up') return call.hangup()
    if (deed.kind === 'silent') {
      await endOfSpeech(call)
      isAskedAgain = true
      continue
    }
    if (isAskedAgain) await speech(call)
    if (!bargeIn) await endOfSpeech(call)
    isAskedAgain = false
    if (deed.kind === 'say') await sayTone(call)
    else for (const key of deed.keys) call.rtp.press(key)
  }
}

async function sayTone(call: PhoneCall): Promise<void> {
  call.rtp.say(toneWords.red)
  await call.rtp.receives(25)
  call.rtp.say()
}

async function speech(call: PhoneCall): Promise<void> {
  await call.rtp.until('hears somebody', () => loudness(call.rtp.latestAudio()) > 200)
}

/** Longer than between two words. */
const pauseSamples = 3200

async function endOfSpeech(call: PhoneCall): Promise<void> {
  await speech(call)
  await call.rtp.until('hears nobody', () => {
    const audio = call.rtp.latestAudio(pauseSamples)
    return audio.length === pauseSamples && loudness(audio) < 20
  })
}
