/** What goes between us and the process that holds the WebAssembly build of espeak-ng. */
export type EspeakRequest =
  | {
      readonly kind: 'speak'
      readonly text: string
      readonly voice: string
      readonly wordsPerMinute: number
    }
  | { readonly kind: 'voices' }

export type EspeakReply =
  | { readonly kind: 'spoken'; readonly samples: Int16Array; readonly rateHz: number }
  | { readonly kind: 'voices'; readonly voices: readonly EspeakVoice[] }
  | { readonly kind: 'unknown-voice' }
  | { readonly kind: 'failed'; readonly message: string }

export interface EspeakVoice {
  readonly name: string
  readonly languages: readonly { readonly priority: number; readonly name: string }[]
}
