export { convertToTelephoneWav } from './audio/telephone-wav.ts'
export { FileCache } from './file-cache.ts'
export type { AwsCredentials } from './aws/signature.ts'
export { type DeepgramOptions, openDeepgramStt } from './stt/deepgram.ts'
export { type OpenAiSttOptions, openOpenAiStt } from './stt/openai-stt.ts'
export { openProgramStt, type ProgramSttOptions } from './stt/program-stt.ts'
export { openSttRouter, type SttRouterOptions } from './stt/stt-router.ts'
export type { Listening, ListenRequest, Stt, SttCapabilities, Transcript } from './stt/stt.ts'
export { openTranscribeStt, type TranscribeOptions } from './stt/transcribe.ts'
export { type LocalTtsOptions, openLocalTts } from './local-tts.ts'
export {
  callbackPhrase,
  expectedWaitPhrase,
  othersPhrase,
  phrases,
  placePhrase,
  shippedTexts,
} from './phrases.ts'
export { type ManifestEntry, prerender, type PrerenderOptions } from './prerender.ts'
export {
  type OfferedVoice,
  openSpeech,
  shippedPrompts,
  type Speech,
  type SpeechFigures,
  type SpeechLogger,
  type SpeechOptions,
} from './speech.ts'
export type { SpokenPart } from './spoken-parts.ts'
export {
  defaultVoice,
  maxTextLength,
  type RenderRequest,
  SpeechError,
  type Tts,
  type TtsCapabilities,
  type TtsId,
  ttsIds,
  type Voice,
  type WantedVoice,
} from './tts.ts'
export { type ElevenLabsOptions, openElevenLabsTts } from './vendors/elevenlabs.ts'
export { type OpenAiOptions, openOpenAiTts } from './vendors/openai.ts'
export { openPollyTts, type PollyOptions } from './vendors/polly.ts'
