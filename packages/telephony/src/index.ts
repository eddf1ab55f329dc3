export * from './port.ts'
export type {
  ListeningEnd,
  ListeningId,
  ListenOptions,
  MachineEvent,
  Transcriber,
  Transcription,
} from './listening.ts'
export { openEmbeddedVoice } from './embedded/open-embedded-voice.ts'
export type { EmbeddedVoicePort, HeldInMemory } from './embedded/embedded-voice.ts'
export type { EmbeddedVoiceOptions, VoiceLimits } from './embedded/options.ts'
export { RecordingError, sampleRate } from './recording/recording-format.ts'
export {
  finishRecording,
  openRecording,
  readRecording,
  type Recording,
  type RecordingSource,
} from './recording/recording-reader.ts'
export { streamOpus } from './recording/opus/recording-opus.ts'
export { streamWav, wavBytes } from './recording/recording-wav.ts'
export type { LegTiming } from './embedded/leg-context.ts'
export { SoundError } from './sound/sound.ts'
export { telephoneSound, type TelephoneSound } from './sound/telephone-sound.ts'
