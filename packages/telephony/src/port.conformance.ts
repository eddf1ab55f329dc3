import { afterAll, afterEach, beforeAll, beforeEach, describe } from 'vitest'
import {
  describeKeysAndHold,
  describePlaying,
  describeRooms,
} from './conformance/audio.conformance.ts'
import { describeCallsToUs, describeCallsWeMake } from './conformance/calls.conformance.ts'
import { describeDeafness, describeListening } from './conformance/listening.conformance.ts'
import { describeMachineDetection } from './conformance/machine.conformance.ts'
import { describeRecording } from './conformance/recording.conformance.ts'
import { describeCoverage, noted, type Coverage } from './conformance/coverage.ts'
import { describeForking } from './conformance/forking.conformance.ts'
import type { Setup, VoiceHarness, VoiceRig } from './conformance/setup.ts'
import { describeTransfers, describeTransfersOfOurs } from './conformance/transfer.conformance.ts'
import { describeTrunks } from './conformance/trunks.conformance.ts'
import { describeTheWhole, describeUsers } from './conformance/users.conformance.ts'
import type { VoicePort } from './port.ts'
import { ToneTranscriber } from './testing/tone-transcriber.ts'
import { VoiceWitness } from './testing/voice-witness.ts'

/** What every driver of the voice port must do, shown with real SIP and real audio. */
export function describeVoicePort(name: string, harness: VoiceHarness): void {
  describe(`the voice port (${name})`, () => {
    let rig: VoiceRig
    let port: VoicePort
    let witness: VoiceWitness
    let transcriber: ToneTranscriber
    let canListen = true
    const coverage: Coverage = { verbs: new Set(), events: new Set() }

    beforeEach(async () => {
      transcriber = new ToneTranscriber()
      rig = await harness.open({ transcriber: canListen ? transcriber : undefined })
      port = noted(rig.port, coverage)
      witness = new VoiceWitness(port)
    })

    afterEach(async () => {
      for (const kind of witness.kinds()) coverage.events.add(kind)
      await rig.close()
    })

    const setup: Setup = {
      get rig() {
        return rig
      },
      get port() {
        return port
      },
      get witness() {
        return witness
      },
      get transcriber() {
        return transcriber
      },
      async calling(options = {}) {
        const phone = await rig.openPhone(options)
        const call = await phone.call('100')
        const { leg } = await witness.next('leg.incoming')
        return { phone, call, leg }
      },
      async connected(options = {}) {
        const calling = await setup.calling(options)
        await port.answer(calling.leg)
        await calling.call.hears('200')
        return calling
      },
    }

    describe('a call to us', () => {
      describeCallsToUs(setup)
    })
    describe('a call we make', () => {
      describeCallsWeMake(setup)
    })
    describe('playing', () => {
      describePlaying(setup)
    })
    describe('keys and hold', () => {
      describeKeysAndHold(setup)
    })
    describe('transfers that a party asks for', () => {
      describeTransfers(setup)
    })
    describe('transfers that we ask a party for', () => {
      describeTransfersOfOurs(setup)
    })
    describe('rooms', () => {
      describeRooms(setup)
    })
    describe('a recording', () => {
      describeRecording(setup)
    })
    describe('listening', () => {
      describeListening(setup)
    })
    describe('a deaf port', () => {
      beforeAll(() => {
        canListen = false
      })
      afterAll(() => {
        canListen = true
      })
      describeDeafness(setup)
    })
    describe('who answered', () => {
      describeMachineDetection(setup)
    })
    describe('users', () => {
      describeUsers(setup)
    })
    describe('a user who is rung at several places', () => {
      describeForking(setup)
    })
    describe('trunks', () => {
      describeTrunks(setup)
    })
    describe('the whole', () => {
      describeTheWhole(setup)
    })
    describe('the suite', () => {
      describeCoverage(coverage)
    })
  })
}
