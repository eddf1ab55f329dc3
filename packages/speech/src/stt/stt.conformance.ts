import { describe, expect, it, onTestFinished } from 'vitest'
import { encodeMuLaw } from '../audio/mu-law.ts'
import { sine } from '../testing/sounds.ts'
import type { ListenRequest, Stt, SttLimits } from './stt.ts'

/** A driver to test, with an engine behind it that says what `heardOf` says of what reaches it. */
export interface SttUnderTest {
  readonly stt: Stt
  /** What in its requests was against the vendor's contract. */
  readonly violations?: readonly string[]
}

/** What every driver of the port must do. `open` gives one that works. */
export function sttConformance(
  name: string,
  open: (limits: SttLimits) => Promise<SttUnderTest>,
): void {
  describe(`${name} keeps the port's promises:`, () => {
    async function opened(limits: SttLimits = {}) {
      const { stt, violations = [] } = await open(limits)
      onTestFinished(async () => {
        await stt.close()
        expect(violations).toEqual([])
      })
      /** Says a tone, in pieces of so many bytes. */
      const hear = (tone: Uint8Array, pieceBytes: number, request: Partial<ListenRequest> = {}) => {
        const listening = stt.listen({ language: 'en-US', ...request })
        for (let at = 0; at < tone.length; at += pieceBytes) {
          listening.write(tone.subarray(at, at + pieceBytes))
        }
        return listening
      }
      return { stt, hear }
    }

    it.each([160, 7, 4000, 100_000])(
      'hears everything, in pieces of %i bytes, from before it was connected on',
      async (pieceBytes) => {
        const { hear } = await opened()
        const { text } = await hear(toneOf(500, 1200), pieceBytes).finish()
        expect(text).toBe('I heard 1200 milliseconds of 500 hertz')
      },
    )

    it('keeps those apart who speak at the same time', async () => {
      const { hear } = await opened()
      const all = [300, 400, 500].map((hz) => hear(toneOf(hz, hz * 2), 160).finish())
      const texts = (await Promise.all(all)).map(({ text }) => text)
      expect(texts).toEqual(
        [300, 400, 500].map((hz) => `I heard ${hz * 2} milliseconds of ${hz} hertz`),
      )
    })

    it('does not keep what it is given: the buffer may be used again', async () => {
      const { stt } = await opened()
      const listening = stt.listen({ language: 'de' })
      const [tone, frame] = [toneOf(500, 400), new Uint8Array(160)]
      for (let at = 0; at < tone.length; at += 160) {
        frame.set(tone.subarray(at, at + 160))
        listening.write(frame)
      }
      frame.fill(0)
      expect((await listening.finish()).text).toBe('I heard 400 milliseconds of 500 hertz')
    })

    it('understands nothing where nobody spoke', async () => {
      const { hear } = await opened()
      expect(await hear(toneOf(500, 0), 160).finish()).toMatchObject({ text: '' })
    })

    it('says what it heard so far, if it declares so', async () => {
      const { stt, hear } = await opened()
      const partials: string[] = []
      await hear(toneOf(500, 1000), 160, { onPartial: (text) => partials.push(text) }).finish()
      expect(partials.length > 0).toBe(stt.capabilities.partials)
      expect(partials.every((text) => text.startsWith('I heard'))).toBe(true)
    })

    it('gives a confidence from 0 to 1, or none', async () => {
      const { hear } = await opened()
      const { confidence = 0.5 } = await hear(toneOf(500, 400), 160).finish()
      expect(confidence).toBeGreaterThan(0)
      expect(confidence).toBeLessThanOrEqual(1)
    })

    it('takes hints, and refuses what is no word or no language', async () => {
      const { stt, hear } = await opened()
      const hints = ['Iris', 'Zürich', 'wrap-up']
      expect((await hear(toneOf(500, 400), 160, { hints }).finish()).text).toContain('400')
      for (const wrong of [['a'.repeat(41)], ['<x>'], Array.from({ length: 51 }, () => 'a')]) {
        expect(() => stt.listen({ language: 'en', hints: wrong })).toThrow('Hints are words')
      }
      expect(() => stt.listen({ language: 'en&x=1' })).toThrow('Write a language')
    })

    it('listens to no more than it was told', async () => {
      const { hear } = await opened({ maxSpeechMs: 1000 })
      await expect(hear(toneOf(500, 1100), 160).finish()).rejects.toMatchObject({
        kind: 'too-large',
      })
      expect((await hear(toneOf(500, 1000), 160).finish()).text).toContain('1000')
    })

    it('stops when nobody wants to know any more', async () => {
      const { hear } = await opened()
      const early = hear(toneOf(500, 400), 160)
      early.cancel()
      await expect(early.finish()).rejects.toMatchObject({ kind: 'aborted' })
      const late = hear(toneOf(500, 400), 160)
      const finishing = late.finish()
      late.cancel()
      await expect(finishing).rejects.toMatchObject({ kind: 'aborted' })
    })

    it('refuses what is under way when it is closed, and whatever comes after', async () => {
      const { stt, hear } = await opened()
      const finishing = hear(toneOf(500, 400), 160).finish()
      await Promise.all([expect(finishing).rejects.toMatchObject({ kind: 'closed' }), stt.close()])
      await expect(hear(toneOf(500, 400), 160).finish()).rejects.toMatchObject({ kind: 'closed' })
      await stt.close()
    })
  })
}

function toneOf(hz: number, durationMs: number): Uint8Array {
  return encodeMuLaw(sine(hz, durationMs, 8000).samples)
}
