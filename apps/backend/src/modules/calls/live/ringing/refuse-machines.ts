import type { VoicePort } from '@iris/telephony'
import type { AnswerScreen } from './answer-screen.ts'

type Look = NonNullable<AnswerScreen['beforeConnect']>

/**
 * Lets people who are rung have the call, and answering machines not. Only a settled verdict counts; who is not known after
 * `timeoutMs` is let through, as is everybody where nothing can be found out.
 */
export function refuseMachines(voice: VoicePort, timeoutMs: number): Look {
  return async (leg, signal) => {
    const known = Promise.withResolvers<'connect' | 'decline'>()
    const stopListening = voice.on('leg.machine', (event) => {
      if (event.leg !== leg || !event.settled) return
      known.resolve(event.verdict === 'machine' ? 'decline' : 'connect')
    })
    const letThrough = () => known.resolve('connect')
    const timer = setTimeout(letThrough, timeoutMs)
    signal.addEventListener('abort', letThrough, { once: true })
    voice.detectMachine(leg, { maxMs: timeoutMs }).catch(letThrough)
    try {
      return await known.promise
    } finally {
      stopListening()
      clearTimeout(timer)
      signal.removeEventListener('abort', letThrough)
    }
  }
}
