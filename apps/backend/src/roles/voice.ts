import { deriveKey } from '@iris/platform'
import { openSpeech } from '@iris/speech'
import { join } from 'node:path'
import type { Ground } from '../ground.ts'
import { closeAbandoned, enterNode, leaveNode } from '../modules/calls/node.ts'
import { endAbandonedConferences } from '../modules/conferences/reaper.ts'
import type { Sessions } from '../modules/identity/sessions.ts'
import { phoneCredentials } from '../modules/phones/credentials.ts'
import { followPhones } from '../modules/phones/follow-phones.ts'
import { phonePresence } from '../modules/phones/presence.ts'
import { completeLeftOpen } from '../modules/recordings/reapers.ts'
import { Recorder } from '../modules/recordings/recorder.ts'
import type { RecordingVault } from '../modules/recordings/vault.ts'
import type { SoundStore } from '../modules/sounds/sound-store.ts'
import { CarrierAddresses } from '../modules/trunks/carrier-addresses.ts'
import { openVoicemailPhone } from '../modules/voicemail/phone/open-voicemail-phone.ts'
import { openRecognisers } from '../recognisers.ts'
import { openSpeechDrivers } from '../speech-drivers.ts'
import { carryCalls } from './carried-calls.ts'
import type { OpenVoiceEngine } from './voice-engine.ts'

interface Given {
  readonly vault: RecordingVault
  readonly sounds: SoundStore
  readonly openEngine: OpenVoiceEngine
}

/** Carries calls: opens the voice engine and speech, and closes what a process before this one left open. */
export async function startVoice(
  ground: Ground,
  sessions: Sessions,
  { vault, sounds, openEngine }: Given,
) {
  const { config, log, database, doWork, bus, node } = ground
  const principalOf = (sessionId: string) => sessions.principalOf(sessionId)
  const credentials = phoneCredentials({
    key: deriveKey(ground.masterKey, 'phone-credentials'),
    principalOf,
    guestsAllowed: config.publicPhone,
    turn: config.turn,
  })
  const carriers = new CarrierAddresses()
  const recognisers = openRecognisers(config.recognisers, log)
  const transcriber = recognisers?.live
  const voice = await openEngine(config, { credentials, carriers, transcriber, log })
  const speech = await openSpeech({
    directory: join(config.dataDir, 'speech'),
    drivers: openSpeechDrivers(config.speech),
    logger: log,
  })
  const phones = phonePresence({ voice, bus, principalOf, log })
  const recorder = new Recorder({ voice, vault, doWork, log })
  const carried = await carryCalls(ground, {
    voice,
    recorder,
    vault,
    sounds,
    speech,
    phones,
    principalOf,
    carriers,
  })

  const { dataDir } = config
  const own = { voice, speech, phones, doWork, vault, sounds, log, dataDir }
  const voicemailPhone = await openVoicemailPhone(own)

  await enterNode(database, node)
  const { carries } = carried
  await closeWhatWasLeft(ground, vault, {
    calls: carries,
    conferences: (id) => carried.conferences.has(id),
    recordings: (id) => recorder.carries(id),
  })
  const stopFollowing = await followPhones(ground, phones)

  return {
    voice,
    speech,
    recognisers,
    phones,
    calls: carried.calls,
    recorder,
    voicemailPhone,
    trunks: carried.trunks,
    groups: carried.groups,
    figures: carried.figures,
    effects: carried.effects,
    conferences: carried.conferences,
    carries,
    credentials,
    async close() {
      stopFollowing()
      carried.takeNoMore()
      voicemailPhone.close()
      await voice.close()
      await carried.settled()
      await recorder.close()
      carried.close()
      phones.close()
      await speech.close()
      await recognisers?.close()
      await leaveNode(database, node.id)
    },
  }
}

/** Ends what a process before this one left open: calls, conferences, recordings. This process may carry some already. */
async function closeWhatWasLeft(
  { database, doWork, node, log }: Ground,
  vault: RecordingVault,
  carries: Readonly<Record<'calls' | 'conferences' | 'recordings', (id: string) => boolean>>,
): Promise<void> {
  const nodeId = node.id
  const closed = await closeAbandoned(database, doWork, { nodeId, carries: carries.calls })
  if (closed > 0)
    log.warn(
      { calls: closed },
      'calls were interrupted when Iris last ended; they have their records',
    )
  await endAbandonedConferences(database, doWork, { nodeId, carries: carries.conferences })
  const parts = { database, doWork, vault, log }
  await completeLeftOpen(parts, { nodeId, carries: carries.recordings })
}

export type VoiceRole = Awaited<ReturnType<typeof startVoice>>
