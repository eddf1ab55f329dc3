import type { Transcriber, Transcription } from '../listening.ts'
import { decodeG711, toneLevel } from './audio.ts'

/** The words a tone transcriber knows, each a tone in Hz. */
export const toneWords = { red: 500, green: 700, blue: 1100 } as const

const windowBytes = 800
const loud = 1500
/** A tone that is broken for no longer is one word still, as with people: a busy machine speaks in fits and starts. */
const longestBreak = 4

/**
 * Stands in for a recogniser, and is honest about what it hears: each stretch of one of its tones is a word. It says what it
 * heard so far, knows English and German, and fails or stalls if it is told to.
 */
export class ToneTranscriber implements Transcriber {
  behaviour: 'works' | 'stalls' | 'fails' | 'breaks' = 'works'
  readonly requests: Parameters<Transcriber['listen']>[0][] = []
  cancelled = 0

  listen(request: Parameters<Transcriber['listen']>[0]): Transcription {
    if (!/^(en|de)\b/.test(request.language)) throw new Error(`It knows no ${request.language}.`)
    this.requests.push(request)
    const words: string[] = []
    let [unread, last, silent] = [Buffer.alloc(0), '', 0]
    const read = () => {
      for (; unread.length >= windowBytes; unread = unread.subarray(windowBytes)) {
        const word = wordIn(unread.subarray(0, windowBytes))
        if (word !== '' && word !== last) {
          words.push(word)
          request.onPartial(words.join(' '))
        }
        silent = word === '' ? silent + 1 : 0
        if (word !== '' || silent > longestBreak) last = word
      }
    }
    return {
      write: (muLaw) => {
        if (this.behaviour === 'breaks') throw new Error('It broke.')
        unread = Buffer.concat([unread, muLaw])
        read()
      },
      finish: async () => {
        if (this.behaviour === 'fails') throw new Error('It failed.')
        if (this.behaviour === 'stalls') return await new Promise(() => undefined)
        return { text: words.join(' '), confidence: 0.9 }
      },
      cancel: () => {
        this.cancelled++
      },
    }
  }
}

function wordIn(muLaw: Uint8Array): string {
  const samples = decodeG711(muLaw, 'PCMU')
  const [word] = Object.entries(toneWords).find(([, hz]) => toneLevel(samples, hz) > loud) ?? ['']
  return word
}
