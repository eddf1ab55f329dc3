import type { Prompt } from '@iris/contracts'
import { useForm } from '@iris/app-frame'
import type { UseForm } from '@iris/app-frame'
import type { Api } from '@iris/api-client'
import { formWords } from '../forms/form-words.ts'
import { soundWords } from '../sounds/sound-words.ts'
import { promptsWords } from './prompts-words.ts'

export interface PromptForm {
  name: string
  /** `keep`: the sound stays as it is. */
  source: 'speech' | 'upload' | 'keep'
  text: string
  /** A voice's id; empty for the usual one. */
  voice: string
  sound: Blob | undefined
}

function promptFormOf(prompt: Prompt | undefined): PromptForm {
  return {
    name: prompt?.name ?? '',
    source: sourceOf(prompt),
    text: prompt?.text ?? '',
    voice: prompt?.voice ?? '',
    sound: undefined,
  }
}

function sourceOf(prompt: Prompt | undefined): PromptForm['source'] {
  if (!prompt || prompt.source === 'speech') return 'speech'
  return prompt.source === 'upload' ? 'keep' : 'upload'
}

/** The form for a new prompt, or for one there is. A new one whose file is refused stays, without sound. */
export function usePromptForm(api: Api, prompt: Prompt | undefined): UseForm<PromptForm, Prompt> {
  /** Made by a first try whose upload failed; the next try goes on from there. */
  let made: Prompt | undefined = prompt
  const form: UseForm<PromptForm, Prompt> = useForm<PromptForm, Prompt>({
    initial: () => promptFormOf(prompt),
    checks: {
      name: (name) => (name.trim() === '' ? formWords('nameMissing') : ''),
      text: (text) =>
        form.form.source === 'speech' && text.trim() === '' ? promptsWords('form.textMissing') : '',
      sound: (sound) =>
        form.form.source === 'upload' && sound === undefined ? soundWords('missing') : '',
    },
    send: async ({ name, source, text, voice, sound }) => {
      const spoken = source === 'speech' ? { text, voice: voice === '' ? null : voice } : {}
      made = made
        ? await api.send('updatePrompt', {
            params: { id: made.id },
            body: { name, ...changed(spoken, made) },
          })
        : await api.send('createPrompt', { body: { name, ...spoken } })
      if (source !== 'upload' || !sound) return made
      return api.send('uploadPromptAudio', { params: { id: made.id }, body: sound })
    },
  })
  return form
}

/** What is the same is not spoken again. */
function changed<Spoken extends { text?: string; voice?: string | null }>(
  spoken: Spoken,
  prompt: Prompt,
): Spoken | Record<never, never> {
  return spoken.text === prompt.text && spoken.voice === prompt.voice ? {} : spoken
}
