import { join } from 'node:path'
import type { Speech } from '@iris/speech'
import type { VoicePort } from '@iris/telephony'
import type { Ground } from '../ground.ts'
import { CallbackCalls } from '../modules/callbacks/live/callback-calls.ts'
import { OutsideLine } from '../modules/calls/live/dialling/dial-out.ts'
import { LiveCalls } from '../modules/calls/live/live-calls.ts'
import { PlacedCalls } from '../modules/calls/live/dialling/placed-calls.ts'
import { RingGroups } from '../modules/calls/live/ringing/ring-group.ts'
import { flowEffects } from '../modules/flows/effects/flow-effects.ts'
import { TraceWriter } from '../modules/flows/traces/trace-writer.ts'
import { Conferences } from '../modules/conferences/live/conferences.ts'
import type { Sessions } from '../modules/identity/sessions.ts'
import type { PhonePresence } from '../modules/phones/presence.ts'
import { promptSource } from '../modules/prompts/prompt-source.ts'
import type { Recorder } from '../modules/recordings/recorder.ts'
import type { RecordingVault } from '../modules/recordings/vault.ts'
import type { SoundStore } from '../modules/sounds/sound-store.ts'
import { QueueFigures } from '../modules/queues/figures.ts'
import type { CarrierAddresses } from '../modules/trunks/carrier-addresses.ts'
import { OpenTrunks } from '../modules/trunks/open-trunks.ts'
import { askForVerbs, type AskForVerbs } from '../modules/webhooks/ask-verbs.ts'
import { FetchedSounds } from '../modules/webhooks/fetched-sounds.ts'
import { webhookPartsOf } from '../modules/webhooks/post-signed.ts'

interface Given {
  readonly voice: VoicePort
  readonly recorder: Recorder
  readonly vault: RecordingVault
  readonly sounds: SoundStore
  readonly speech: Speech
  readonly phones: PhonePresence
  readonly principalOf: Sessions['principalOf']
  readonly carriers: CarrierAddresses
}

/** Calls that come in, calls that were placed, and calls from desks, with the one way out that they share. */
export async function carryCalls(ground: Ground, given: Given) {
  const { voice, sounds, speech, phones, carriers } = given
  const nodeId = ground.node.id
  const trunks = await OpenTrunks.open({ ...ground, voice, carriers })
  const line = new OutsideLine({ ...ground, voice, trunks })
  const groups = new RingGroups({ ...ground, voice, line, phones })
  const figures = new QueueFigures(ground.database)
  const conferences = new Conferences({ ...ground, nodeId, voice, speech, groups, phones })
  const { patience } = ground.config
  const webhooks = webhookPartsOf(ground)
  const own = {
    nodeId,
    ...given,
    line,
    groups,
    figures,
    conferences,
    patience,
    fetchedSounds: await FetchedSounds.open(
      join(ground.config.dataDir, 'fetched-sounds'),
      webhooks.mayReach,
    ),
    askForVerbs: (...[to, question]: Parameters<AskForVerbs>) =>
      askForVerbs(webhooks, to, question),
  }
  const promptOf = promptSource(ground.database, sounds)
  const traces = new TraceWriter(ground)
  const effects = flowEffects(webhooks)
  const calls = new LiveCalls({ ...ground, ...own, promptOf, traces, effects })
  const placed = new PlacedCalls({ ...ground, nodeId, line, goOn: (call) => calls.goOn(call) })
  const carry = calls.callBack.bind(calls)
  const callbacks = new CallbackCalls({ ...ground, nodeId, voice, phones, line, carry })
  return {
    calls,
    trunks,
    groups,
    figures,
    effects,
    conferences,
    carries: (callId: string) =>
      [calls, placed, callbacks].some((kind) => kind.has(callId)) || conferences.carries(callId),
    /** Leaves calls that are placed from now on to other processes. */
    takeNoMore: () => [placed, callbacks].forEach((kind) => kind.close()),
    /** Waits until every call has its record. */
    async settled() {
      await Promise.all([placed.settled(), callbacks.settled()])
      await calls.settled()
      await Promise.all([groups.settled(), conferences.settled()])
      await traces.close()
    },
    close() {
      for (const part of [calls, conferences, groups, line, trunks]) part.close()
    },
  }
}
