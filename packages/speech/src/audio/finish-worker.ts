/** The thread in which speech is finished; started by `finisher.ts`. */
import { parentPort } from 'node:worker_threads'
import { finishSpeech } from './finish.ts'
import type { FinishReply, FinishRequest } from './finisher.ts'

parentPort?.on('message', ({ id, sound, rateHz }: FinishRequest) => {
  const wav = finishSpeech(sound, rateHz)
  const reply: FinishReply = { id, wav }
  parentPort?.postMessage(reply)
})
