import { describe, expect, it, onTestFinished } from 'vitest'
import { peakDb, speechLevelDb } from './audio/loudness.ts'
import { readWav, type Sound } from './audio/wav.ts'
import { spokenParts } from './spoken-parts.ts'
import type { RenderRequest, Tts } from './tts.ts'

/** A driver to test. */
export interface TtsUnderTest {
  readonly tts: Tts
  /** A language it speaks beside American English. */
  readonly language: string
  /** What in its requests was against the vendor's contract. */
  readonly violations?: readonly string[]
}

const sentence = 'Thank you for calling. Please hold the line.'

/** What every driver of the port must do. `open` gives one that works. */
export function ttsConformance(name: string, open: () => Promise<TtsUnderTest>): void {
  describe(`${name} keeps the port's promises:`, () => {
    async function opened() {
      const { tts, language, violations = [] } = await open()
      onTestFinished(async () => {
        await tts.close()
        expect(violations).toEqual([])
      })
      const render = async (text: string, request: Partial<RenderRequest> = {}) =>
        readWav(
          await tts.render({
            parts: spokenParts(text),
            voice: { kind: 'language', language: 'en-us' },
            rateHz: 8000,
            ...request,
          }),
        )
      return { tts, language, render }
    }

    it('speaks at 8 kHz, loud enough, without clipping, and begins at once', async () => {
      const { render } = await opened()
      const sound = await render(sentence)
      expect(sound.rateHz).toBe(8000)
      expect(durationMs(sound)).toBeGreaterThan(1500)
      expect(durationMs(sound)).toBeLessThan(6000)
      expect(Math.abs(speechLevelDb(sound) + 18)).toBeLessThan(1)
      expect(peakDb(sound)).toBeLessThan(-0.7)
      expect(sound.samples.findIndex((sample) => Math.abs(sample) > 0.005) / 8).toBeLessThan(40)
    })

    it('takes longer for more, and for what is said slowly', async () => {
      const { render } = await opened()
      const once = durationMs(await render(sentence))
      expect(durationMs(await render(`${sentence} ${sentence}`))).toBeGreaterThan(1.6 * once)
      const slowly = `<speak><prosody rate="75%">${sentence}</prosody></speak>`
      expect(durationMs(await render(slowly))).toBeGreaterThan(1.15 * once)
    })

    it('pauses for as long as it is told', async () => {
      const { render } = await opened()
      const longestPauseMs = async (breakMs: number) =>
        longestSilenceMs(
          await render(`<speak>One two.<break time="${breakMs}ms"/>Three four.</speak>`),
        )
      const added = (await longestPauseMs(2000)) - (await longestPauseMs(500))
      expect(Math.abs(added - 1500)).toBeLessThan(100)
    })

    it('reads digits one by one, and says what it cannot stress all the same', async () => {
      const { render } = await opened()
      const digits = '<speak>It is <say-as interpret-as="digits">1234</say-as></speak>'
      expect(durationMs(await render(digits))).toBeGreaterThan(400)
      const stressed = '<speak>Do <emphasis level="strong">not</emphasis> hang up</speak>'
      expect(durationMs(await render(stressed))).toBeGreaterThan(400)
    })

    it('speaks several texts that are asked for at the same time, each as it is', async () => {
      const { render } = await opened()
      const texts = ['One.', 'Two times two.', 'Three times three times three.']
      const sounds = await Promise.all(texts.map((text) => render(text)))
      const lengths = sounds.map(durationMs)
      expect(lengths).toEqual(lengths.toSorted((a, b) => a - b))
    })

    it('knows its voices, and speaks with each of them', async () => {
      const { tts, render } = await opened()
      const voices = await tts.voices()
      expect(voices.length).toBeGreaterThan(0)
      expect(new Set(voices.map(({ id }) => id)).size).toBe(voices.length)
      for (const { id } of voices.slice(0, 3)) {
        const sound = await render('Hello there.', { voice: { kind: 'named', id } })
        expect(durationMs(sound)).toBeGreaterThan(200)
      }
    })

    it('speaks another language', async () => {
      const { language, render } = await opened()
      const sound = await render('Bitte warten.', { voice: { kind: 'language', language } })
      expect(durationMs(sound)).toBeGreaterThan(200)
    })

    it.each(['nosuchvoice', '../../x', ''])('has no voice called %j', async (id) => {
      const { render } = await opened()
      await expect(render('Hello.', { voice: { kind: 'named', id } })).rejects.toMatchObject({
        kind: 'unknown-voice',
      })
    })

    it('refuses what is empty or too long, without asking anybody', async () => {
      const { render } = await opened()
      for (const text of ['', ' ', 'a'.repeat(2001)]) {
        const parts = [{ kind: 'text', text, rate: 1, emphasis: 'none' }] as const
        await expect(render('-', { parts })).rejects.toMatchObject({ kind: 'bad-text' })
      }
    })

    it('stops at once when nobody waits any more, and works on', async () => {
      const { render } = await opened()
      const gone = new AbortController()
      const rendering = render(sentence, { signal: gone.signal })
      gone.abort()
      await expect(rendering).rejects.toMatchObject({ kind: 'aborted' })
      await expect(render('Hello.', { signal: gone.signal })).rejects.toMatchObject({
        kind: 'aborted',
      })
      expect(durationMs(await render('Hello there.'))).toBeGreaterThan(200)
    })

    it('refuses what waits when it is closed, and whatever comes after', async () => {
      const { tts, render } = await opened()
      const rendering = render(sentence).catch((error: unknown) => error)
      await tts.close()
      expect(await rendering).toMatchObject({ name: 'SpeechError', kind: 'closed' })
      await expect(render('Hello.')).rejects.toMatchObject({ kind: 'closed' })
      await tts.close()
    })
  })
}

function durationMs({ samples, rateHz }: Sound): number {
  return (samples.length / rateHz) * 1000
}

/** The longest stretch, between sounds, that stays 40 dB below full scale. */
function longestSilenceMs({ samples, rateHz }: Sound): number {
  let [longest, current] = [0, 0]
  for (const sample of samples) {
    current = Math.abs(sample) < 0.01 ? current + 1 : 0
    longest = Math.max(longest, current)
  }
  return (longest / rateHz) * 1000
}
