import { createRequire } from 'node:module'

/** The words that the centre's recogniser knows in tests, each a tone in Hz. */
export const toneWords = { red: 500, green: 700, blue: 1100 } as const

const program = createRequire(import.meta.url).resolve('@iris/speech/testing/tone-listener.ts')

/** A recogniser for `IRIS_STT_PROGRAM`: a real program, that understands tones. */
export const toneListener = [
  process.execPath,
  program,
  ...Object.entries(toneWords).map(([word, hz]) => `${word}=${hz}`),
].join(' ')
