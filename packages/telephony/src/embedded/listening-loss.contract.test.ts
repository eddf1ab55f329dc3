import { afterEach, expect, it } from 'vitest'
import { openEmbeddedRig, type EmbeddedRig } from '../testing/embedded-rig.ts'
import { ToneTranscriber } from '../testing/tone-transcriber.ts'
import { VoiceWitness } from '../testing/voice-witness.ts'

let rig: EmbeddedRig

afterEach(async () => {
  await rig.close()
})

it('ends every listening when the media process dies, before the legs, and forgets it', async () => {
  const transcriber = new ToneTranscriber()
  rig = await openEmbeddedRig({ transcriber })
  const witness = new VoiceWitness(rig.port)
  const phone = await rig.openPhone()
  const call = await phone.call('100')
  const { leg } = await witness.next('leg.incoming')
  await rig.port.answer(leg)
  await call.hears('200')
  call.rtp.say(500)
  const listening = await rig.port.listen(leg, { language: 'en' })
  await witness.next('speech.partial')
  expect(rig.port.held.listenings).toBe(1)
  process.kill(rig.mediaPids.at(-1)!, 'SIGKILL')
  expect(await witness.next('listening.ended')).toMatchObject({ listening, reason: 'leg-ended' })
  await witness.next('leg.ended')
  expect(transcriber.cancelled).toBe(1)
  expect(rig.port.held.listenings).toBe(0)
})
