import type { Principal } from '../../http/context.ts'
import type { Handlers } from '../../http/implement.ts'
import type { Work } from '../../work.ts'
import { byteRange, mediaOf } from '../../http/media.ts'
import { publishedFlowNaming } from '../flows/service.ts'
import type { RecordingVault } from '../recordings/vault.ts'
import type { SoundStore } from '../sounds/sound-store.ts'
import type { Previews } from '../speech/service.ts'
import { forwardVoicemail } from './forward.ts'
import * as greeting from './greeting.ts'
import * as service from './service.ts'

type VoicemailRoutes =
  | 'listVoicemailBoxes'
  | 'createVoicemailBox'
  | 'updateVoicemailBox'
  | 'deleteVoicemailBox'
  | 'uploadGreeting'
  | 'getGreetingAudio'
  | 'deleteGreetingAudio'
  | 'ringForVoicemail'
  | 'listVoicemails'
  | 'getVoicemailAudio'
  | 'updateVoicemail'
  | 'forwardVoicemail'
  | 'listVoicemailTargets'
  | 'deleteVoicemail'

/** Rings the person's own phone for a box. */
export type RingForVoicemail = (work: Work, principal: Principal, boxId: string) => Promise<void>

export function voicemailHandlers({
  vault,
  sounds,
  previews,
  ringForVoicemail,
}: {
  readonly vault: RecordingVault
  readonly sounds: SoundStore
  readonly previews: Previews
  readonly ringForVoicemail: RingForVoicemail
}): Handlers<VoicemailRoutes> {
  return {
    listVoicemailBoxes: async ({ work, principal }) => ({
      items: await service.listBoxes(work, principal),
    }),
    createVoicemailBox: ({ work }, { body }) => service.createBox(work, body),
    updateVoicemailBox: ({ work }, { params, body }) => service.updateBox(work, params.id, body),
    deleteVoicemailBox: async ({ work }, { params }) => {
      const box = await service.findBox(work, params.id)
      const usedBy = await publishedFlowNaming(work, 'voicemail_box', box.name)
      await service.deleteBox(work, sounds, params.id, usedBy)
    },
    uploadGreeting: ({ work, principal }, { params, body }) =>
      greeting.setGreetingSound(work, principal, sounds, { id: params.id, file: body }),
    getGreetingAudio: async ({ work, principal, info }, { params }) => {
      const speak = (text: string) => previews.speak(principal.userId, text, undefined)
      const wav = await greeting.greetingAudio(work, principal, sounds, { id: params.id, speak })
      return mediaOf(wav, `${params.id}.wav`, byteRange(info.range, wav.length))
    },
    ringForVoicemail: ({ work, principal }, { params }) =>
      ringForVoicemail(work, principal, params.id),
    deleteGreetingAudio: ({ work, principal }, { params }) =>
      greeting.dropGreetingSound(work, principal, sounds, params.id),
    listVoicemails: ({ work, principal }, { query }) =>
      service.listVoicemails(work, principal, query),
    getVoicemailAudio: ({ work, principal, info }, { params, query }) =>
      service.voicemailAudio(work, principal, vault, {
        id: params.id,
        wish: { ...query, range: info.range },
      }),
    updateVoicemail: ({ work, principal }, { params, body }) =>
      service.updateVoicemail(work, principal, params.id, body),
    forwardVoicemail: ({ work, principal }, { params, body }) =>
      forwardVoicemail(work, principal, vault, { id: params.id, ...body }),
    listVoicemailTargets: async ({ work }) => ({ items: await service.listTargets(work) }),
    deleteVoicemail: ({ work, principal }, { params }) =>
      service.deleteVoicemail(work, principal, vault, params.id),
  }
}
