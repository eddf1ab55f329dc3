import type { Handlers } from '../../http/implement.ts'
import type { Previews } from './service.ts'

export function speechHandlers(previews: Previews): Handlers<'listVoices' | 'previewSpeech'> {
  return {
    listVoices: async () => ({ items: [...(await previews.voices())] }),
    previewSpeech: ({ principal }, { body }) =>
      previews.render(principal.userId, body.text, body.voice),
  }
}
