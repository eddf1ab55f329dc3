import {
  type AwsCredentials,
  openDeepgramStt,
  openOpenAiStt,
  openProgramStt,
  openSttRouter,
  openTranscribeStt,
  type Stt,
} from '@iris/speech'
import type { Logger } from './log.ts'

/** What turns speech into text, in the order they are tried unless told. */
export const recogniserIds = ['deepgram', 'openai', 'transcribe', 'local'] as const
type RecogniserId = (typeof recogniserIds)[number]

/** The vendors whose credentials are there, and a program on this machine. */
export interface RecogniserConfig {
  /** Which are tried, in this order; of these only those that are configured. */
  readonly order: readonly RecogniserId[]
  readonly deepgram: { readonly apiKey: string } | undefined
  readonly openAi: { readonly apiKey: string } | undefined
  readonly transcribe: { readonly credentials: AwsCredentials; readonly region: string } | undefined
  readonly program: readonly [path: string, ...args: string[]] | undefined
}

export interface Recognisers {
  /** For callers who wait for an answer. */
  readonly live: Stt
  /** For messages, which have time. */
  readonly patient: Stt
  close(): Promise<void>
}

/** The longest voicemail is ten minutes, and a program on a small machine may take as long for it. */
const limits = { timeoutMs: 600_000, maxSpeechMs: 660_000 }
const patientAttemptMs = 600_000
const liveAttemptMs = 4000

/** Opens what is configured; `undefined` where nothing is. */
export function openRecognisers(config: RecogniserConfig, log: Logger): Recognisers | undefined {
  const [first, ...rest] = [...new Set(config.order)].flatMap((id) => driverOf(id, config) ?? [])
  if (!first) return undefined
  const routed = (attemptMs: number) =>
    openSttRouter({
      drivers: [first, ...rest],
      attemptMs,
      onFailure: (stt, error) =>
        log.warn({ recogniser: stt.name, kind: error.kind }, `not understood: ${error.message}`),
    })
  const [live, patient] = [routed(liveAttemptMs), routed(patientAttemptMs)]
  return { live, patient, close: () => patient.close() }
}

function driverOf(id: RecogniserId, config: RecogniserConfig): Stt | undefined {
  const { deepgram, openAi, transcribe, program } = config
  switch (id) {
    case 'deepgram':
      return deepgram && openDeepgramStt({ ...deepgram, ...limits })
    case 'openai':
      return openAi && openOpenAiStt({ ...openAi, ...limits })
    case 'transcribe':
      return transcribe && openTranscribeStt({ ...transcribe, ...limits })
    case 'local':
      return program && openProgramStt({ command: program, ...limits })
  }
}
