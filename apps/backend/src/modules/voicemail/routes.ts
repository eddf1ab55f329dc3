import type { Handlers } from '../../http/implement.ts'
import { publishedFlowTo } from '../flows/service.ts'
import type { RecordingVault } from '../recordings/vault.ts'
import * as service from './service.ts'

type VoicemailRoutes =
  | 'listVoicemailBoxes'
  | 'createVoicemailBox'
  | 'updateVoicemailBox'
  | 'deleteVoicemailBox'
  | 'listVoicemails'
  | 'getVoicemailAudio'
  | 'updateVoicemail'
  | 'deleteVoicemail'

export function voicemailHandlers(vault: RecordingVault): Handlers<VoicemailRoutes> {
  return {
    listVoicemailBoxes: async ({ work, principal }) => ({
      items: await service.listBoxes(work, principal),
    }),
    createVoicemailBox: ({ work }, { body }) => service.createBox(work, body),
    updateVoicemailBox: ({ work }, { params, body }) => service.updateBox(work, params.id, body),
    deleteVoicemailBox: async ({ work }, { params }) => {
      const usedBy = await publishedFlowTo(
        work,
        (node) => node.kind === 'voicemail' && node.boxId === params.id,
      )
      await service.deleteBox(work, params.id, usedBy)
    },
    listVoicemails: ({ work, principal }, { query }) =>
      service.listVoicemails(work, principal, query),
    getVoicemailAudio: ({ work, principal, info }, { params }) =>
      service.voicemailAudio(work, principal, vault, { id: params.id, range: info.range }),
    updateVoicemail: ({ work, principal }, { params, body }) =>
      service.markHeard(work, principal, params.id, body.heard),
    deleteVoicemail: ({ work, principal }, { params }) =>
      service.deleteVoicemail(work, principal, vault, params.id),
  }
}
