import type { Principal } from '../../http/context.ts'
import type { Handlers } from '../../http/implement.ts'
import { byteRange, mediaOf } from '../../http/media.ts'
import { publishedDocuments } from '../flows/service.ts'
import { listQueues } from '../queues/service.ts'
import type { SoundStore } from '../sounds/sound-store.ts'
import type { Work } from '../../work.ts'
import type { Previews } from '../speech/service.ts'
import * as service from './service.ts'

type PromptRoutes =
  | 'listPrompts'
  | 'createPrompt'
  | 'updatePrompt'
  | 'uploadPromptAudio'
  | 'getPromptAudio'
  | 'deletePrompt'

export function promptHandlers(sounds: SoundStore, previews: Previews): Handlers<PromptRoutes> {
  const speakFor =
    ({ userId }: Principal): service.Speak =>
    (text, voice) =>
      previews.speak(userId, text, voice)
  return {
    listPrompts: async ({ work }) => ({
      items: await service.listPrompts(work, await playersOf(work)),
    }),
    createPrompt: ({ work, principal }, { body }) =>
      service.createPrompt(work, sounds, speakFor(principal), body),
    updatePrompt: async ({ work, principal }, { params, body }) => {
      const players = await playersOf(work)
      const { id } = params
      return service.updatePrompt(work, sounds, speakFor(principal), { id, change: body, players })
    },
    uploadPromptAudio: async ({ work }, { params, body }) => {
      const players = await playersOf(work)
      return service.replaceSound(work, sounds, { id: params.id, file: body, players })
    },
    getPromptAudio: async ({ work, info }, { params }) => {
      const wav = await service.promptSound(work, sounds, params.id)
      return mediaOf(wav, `${params.id}.wav`, byteRange(info.range, wav.length))
    },
    deletePrompt: async ({ work }, { params }) =>
      service.deletePrompt(work, sounds, params.id, await playersOf(work)),
  }
}

async function playersOf(work: Work): Promise<service.Players> {
  return { flows: await publishedDocuments(work), queues: await listQueues(work) }
}
