import type { VoicemailBox } from '@iris/contracts'
import { useForm } from '@iris/app-frame'
import type { UseForm } from '@iris/app-frame'
import type { Api } from '@iris/api-client'
import { formWords } from '../forms/form-words.ts'
import { soundWords } from '../sounds/sound-words.ts'
import { boxesWords } from './boxes-words.ts'

export interface BoxForm {
  name: string
  /** `supervisors`, or a kind and an id: `queue:…`, `agent:…`. */
  owner: string
  /** `keep`: the sound that is there is heard, as before. */
  source: 'text' | 'upload' | 'keep'
  greeting: string
  sound: Blob | undefined
  maxMs: number
  silenceEndMs: number
  mailTo: string
}

export function boxFormOf(box: VoicemailBox | undefined): BoxForm {
  return {
    name: box?.name ?? '',
    owner: ownerOf(box),
    source: box?.greetingAudio ? 'keep' : 'text',
    greeting: box?.greeting ?? boxesWords('form.usualGreeting'),
    sound: undefined,
    maxMs: box?.maxMs ?? 120_000,
    silenceEndMs: box?.silenceEndMs ?? 5000,
    mailTo: box?.mailTo ?? '',
  }
}

function ownerOf(box: VoicemailBox | undefined): string {
  if (box?.queueId) return `queue:${box.queueId}`
  return box?.agentId ? `agent:${box.agentId}` : 'supervisors'
}

/** What is sent, the sound aside. */
export function boxChangeOf(form: BoxForm) {
  const { name, greeting, maxMs, silenceEndMs, owner, mailTo } = form
  const [kind, id = null] = owner.split(':')
  return {
    name,
    greeting,
    maxMs,
    silenceEndMs,
    queueId: kind === 'queue' ? id : null,
    agentId: kind === 'agent' ? id : null,
    mailTo: mailTo.trim() === '' ? null : mailTo.trim(),
  }
}

/** The form for a new box, or for one there is. A new one whose sound is refused stays; the next try goes on from there. */
export function useBoxForm(
  api: Api,
  box: VoicemailBox | undefined,
): UseForm<BoxForm, VoicemailBox> {
  let made = box
  const form: UseForm<BoxForm, VoicemailBox> = useForm<BoxForm, VoicemailBox>({
    initial: () => boxFormOf(box),
    checks: {
      name: (name) => (name.trim() === '' ? formWords('nameMissing') : ''),
      greeting: (text) => (text.trim() === '' ? boxesWords('form.greetingMissing') : ''),
      sound: (sound) => (form.form.source === 'upload' && !sound ? soundWords('missing') : ''),
      mailTo: (address) =>
        address.trim() === '' || /^\S+@\S+\.\S+$/.test(address.trim())
          ? ''
          : boxesWords('form.mailWrong'),
    },
    send: async (values) => {
      const body = boxChangeOf(values)
      made = made
        ? await api.send('updateVoicemailBox', { params: { id: made.id }, body })
        : await api.send('createVoicemailBox', { body })
      return withSound(api, made, values)
    },
  })
  return form
}

async function withSound(
  api: Api,
  box: VoicemailBox,
  { source, sound }: BoxForm,
): Promise<VoicemailBox> {
  const params = { id: box.id }
  if (source === 'upload' && sound) return api.send('uploadGreeting', { params, body: sound })
  if (source === 'text' && box.greetingAudio) await api.send('deleteGreetingAudio', { params })
  return box
}
