export { type LocalTtsOptions, openLocalTts } from './local-tts.ts'
export { phrases, placePhrase, shippedTexts } from './phrases.ts'
export { type ManifestEntry, prerender, type PrerenderOptions } from './prerender.ts'
export {
  openSpeech,
  shippedPrompts,
  type Speech,
  type SpeechLogger,
  type SpeechOptions,
} from './speech.ts'
export {
  defaultVoice,
  maxTextLength,
  type RenderRequest,
  SpeechError,
  type Tts,
  type Voice,
} from './tts.ts'
