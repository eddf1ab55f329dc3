import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { peakDb, speechLevelDb } from './audio/loudness.ts'
import { readWav } from './audio/wav.ts'
import { openLocalTts } from './local-tts.ts'
import { phrases, placePhrase, shippedTexts } from './phrases.ts'
import { prerender } from './prerender.ts'
import { openSpeech, type SpeechLogger, shippedPrompts } from './speech.ts'
import { countingTts } from './testing/counting-tts.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'
import { SpeechError, type Tts } from './tts.ts'

const nobody: Tts = openLocalTts({ binary: null, wasmModule: null })

function quiet() {
  const warnings: unknown[] = []
  const logger: SpeechLogger = { debug() {}, warn: (_data, message) => void warnings.push(message) }
  return { logger, warnings }
}

async function speechOf(tts: Tts, prerendered: string[] = []) {
  const directory = await temporaryFolder()
  const { logger, warnings } = quiet()
  const speech = await openSpeech({ directory, prerendered, drivers: [tts], logger })
  return { speech, directory, warnings }
}

describe('say', () => {
  it('gives the path of a file that says the text, and renders it once', async () => {
    const { tts, requests } = countingTts()
    const { speech, directory } = await speechOf(tts)
    const path = await speech.say('Hello there.')
    expect(readWav(await readFile(path))).toMatchObject({ rateHz: 8000 })
    expect(path.startsWith(directory)).toBe(true)
    expect(await speech.say(' Hello \n there. ')).toBe(path)
    expect(requests).toMatchObject([
      {
        parts: [{ kind: 'text', text: 'Hello there.' }],
        voice: { kind: 'language', language: 'en-us' },
        rateHz: 8000,
      },
    ])
  })

  it('tells voices apart', async () => {
    const { tts, requests } = countingTts()
    const { speech } = await speechOf(tts)
    expect(await speech.say('Hallo', 'de')).not.toBe(await speech.say('Hallo', 'en-us'))
    expect(requests).toHaveLength(2)
  })

  it('renders once for all who ask at the same time', async () => {
    const gate = Promise.withResolvers<void>()
    const { tts, requests } = countingTts(() => gate.promise)
    const { speech } = await speechOf(tts)
    const all = Array.from({ length: 20 }, () => speech.say('All at once.'))
    gate.resolve()
    expect(new Set(await Promise.all(all)).size).toBe(1)
    expect(requests).toHaveLength(1)
  })

  it('keeps what was rendered for the next run', async () => {
    const { tts, requests } = countingTts()
    const { speech, directory } = await speechOf(tts)
    const path = await speech.say('Hello.')
    const next = await openSpeech({
      directory,
      prerendered: [],
      drivers: [tts],
      logger: quiet().logger,
    })
    expect(await next.say('Hello.')).toBe(path)
    expect(requests).toHaveLength(1)
  })

  it('fails for all who wait, says so in the log once, and tries again the next time', async () => {
    let fails = true
    const { tts } = countingTts(async () => {
      if (fails) throw new SpeechError('timeout', 'It took too long.')
    })
    const { speech, directory, warnings } = await speechOf(tts)
    const both = await Promise.allSettled([speech.say('Hello.'), speech.say('Hello.')])
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(warnings).toEqual(['speech driver failed', 'speech not rendered'])
    expect(await readdir(directory)).toEqual([])
    fails = false
    expect(await speech.say('Hello.')).toContain(directory)
  })

  it('refuses a text that has nothing to say before anything is asked to speak', async () => {
    const { tts, requests } = countingTts()
    const { speech } = await speechOf(tts)
    await expect(speech.say('  ')).rejects.toMatchObject({ kind: 'bad-text' })
    expect(requests).toEqual([])
  })

  it('says why where nothing can speak', async () => {
    const { speech } = await speechOf(nobody)
    await expect(speech.say('Hello.')).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('install espeak-ng'),
    })
  })
})

describe('several drivers', () => {
  /** A vendor that can be told to fail, before a voice on this machine. */
  async function withVendor(prerendered: string[] = []) {
    const state = { fails: false }
    const vendor = countingTts(async () => {
      if (state.fails) throw new SpeechError('failed', 'It is down.')
    }, 'openai')
    const local = countingTts()
    const { logger, warnings } = quiet()
    const speech = await openSpeech({
      directory: await temporaryFolder(),
      prerendered,
      drivers: [vendor.tts, local.tts],
      logger,
    })
    return { speech, state, vendor, local, warnings }
  }

  it('speak in order, and what one said is kept apart from what another did', async () => {
    const { speech, state, vendor, local, warnings } = await withVendor()
    state.fails = true
    const byLocal = await speech.say('Hello.')
    state.fails = false
    const byVendor = await speech.say('Hello.')
    expect(byVendor).not.toBe(byLocal)
    expect(await speech.say('Hello.')).toBe(byVendor)
    expect([vendor.requests.length, local.requests.length]).toEqual([2, 1])
    expect(warnings).toEqual(['speech driver failed'])
  })

  it('are counted: what was kept, what was rendered, what failed', async () => {
    const { speech, state } = await withVendor()
    await speech.say('Hello.')
    await speech.say('Hello.')
    state.fails = true
    await speech.say('Goodbye.')
    expect(speech.figures()).toMatchObject({ hits: 1, renders: 2, failures: 1, resting: 0 })
    expect(speech.figures().cacheBytes).toBeGreaterThan(500)
  })

  it('rest when they keep failing, which is told', async () => {
    const { speech, state, vendor } = await withVendor()
    state.fails = true
    for (const text of ['One.', 'Two.', 'Three.', 'Four.', 'Five.']) await speech.say(text)
    expect(vendor.requests).toHaveLength(3)
    expect(speech.figures().resting).toBe(1)
  })

  it('are asked for the voice that was chosen, the others for its language', async () => {
    const { speech, state, vendor, local } = await withVendor()
    state.fails = true
    await speech.say('Hallo.', 'openai:nova@de')
    expect(vendor.requests[0]?.voice).toEqual({ kind: 'named', id: 'nova' })
    expect(local.requests[0]?.voice).toEqual({ kind: 'language', language: 'de' })
  })

  it('say prompts rendered ahead by the local voice only in its turn', async () => {
    const folder = await temporaryFolder()
    await prerender({ directory: folder, texts: ['One.'], tts: countingTts().tts })
    const { speech, state, local } = await withVendor([folder])
    expect((await speech.say('One.')).startsWith(folder)).toBe(false)
    const mute = await withVendor([folder])
    mute.state.fails = true
    expect((await mute.speech.say('One.')).startsWith(folder)).toBe(true)
    expect([local.requests, mute.local.requests]).toEqual([[], []])
    expect(state.fails).toBe(false)
  })

  it('offer their voices by the names under which they are chosen', async () => {
    const { speech } = await withVendor()
    const offers = await speech.voices()
    expect(offers.map(({ id, driver }) => [id, driver])).toEqual([
      ['openai:en-us', 'openai'],
      ['en-us', 'local'],
    ])
  })
})

describe('markup', () => {
  it('is part of what tells texts apart, and is the same however it is written', async () => {
    const { tts, requests } = countingTts()
    const { speech } = await speechOf(tts)
    const plain = await speech.say('Hello.')
    const slow = await speech.say('<speak><prosody rate="slow">Hello.</prosody></speak>')
    expect(await speech.say("<speak> <prosody rate='75%' >Hello.</prosody></speak>")).toBe(slow)
    expect(await speech.say('<speak>Hello.</speak>')).toBe(plain)
    expect(requests).toHaveLength(2)
  })

  it('that is wrong is refused before anybody is asked', async () => {
    const { tts, requests } = countingTts()
    const { speech } = await speechOf(tts)
    const wrong = speech.say('<speak><emphasis>Hello.</speak>')
    await expect(wrong).rejects.toMatchObject({ kind: 'bad-text' })
    expect(requests).toEqual([])
  })
})

describe('a voice', () => {
  it.each(['hal:9000', 'openai:', 'openai:../x', 'polly:Joanna@../x', 'en us', 'x'.repeat(200)])(
    'cannot be called %j',
    async (voice) => {
      const { speech } = await speechOf(countingTts().tts)
      await expect(speech.say('Hello.', voice)).rejects.toMatchObject({ kind: 'unknown-voice' })
    },
  )
})

describe('prompts rendered ahead', () => {
  it('are found before anything is rendered, in the first folder that has them', async () => {
    const [first, second] = [await temporaryFolder(), await temporaryFolder()]
    const { tts } = countingTts()
    await prerender({ directory: first, texts: ['One.'], tts })
    await prerender({ directory: second, texts: ['One.', 'Two.'], tts })
    const { speech } = await speechOf(nobody, [first, second])
    expect((await speech.say('One.')).startsWith(first)).toBe(true)
    expect((await speech.say('Two.')).startsWith(second)).toBe(true)
  })

  it('are listed in a manifest that people can read; what is there is not rendered again', async () => {
    const directory = await temporaryFolder()
    const { tts, requests } = countingTts()
    await prerender({ directory, texts: ['Number 2.', 'Number 10.'], tts })
    const manifest = await prerender({ directory, texts: ['Number 1.', 'Number 2.'], tts })
    expect(manifest.map(({ text, durationMs }) => [text, durationMs])).toEqual([
      ['Number 1.', 90],
      ['Number 2.', 90],
      ['Number 10.', 100],
    ])
    expect(requests).toHaveLength(3)
    expect(JSON.parse(await readFile(join(directory, 'manifest.json'), 'utf8'))).toEqual(manifest)
    const files = manifest.map(({ file }) => file).sort()
    expect((await readdir(directory)).sort()).toEqual([...files, 'manifest.json'])
  })
})

describe('the prompts that come with the product', () => {
  it('say every phrase of the product where nothing can speak', async () => {
    const { logger } = quiet()
    const directory = await temporaryFolder()
    const speech = await openSpeech({ directory, drivers: [nobody], logger })
    const paths = await Promise.all(shippedTexts().map((text) => speech.say(text)))
    expect(paths.every((path) => path.startsWith(shippedPrompts))).toBe(true)
    expect(shippedTexts()).toEqual(expect.arrayContaining([phrases.welcomeMenu, placePhrase(20)]))
  })

  it.each(shippedTexts())(
    'are of even loudness, not clipped, and as long as they should be: %s',
    async (text) => {
      const speech = await openSpeech({
        directory: await temporaryFolder(),
        drivers: [nobody],
        logger: quiet().logger,
      })
      const sound = readWav(await readFile(await speech.say(text)))
      expect(sound.rateHz).toBe(8000)
      expect(Math.abs(speechLevelDb(sound) + 18)).toBeLessThan(1)
      // A step of µ-law at that level is a few tenths of a dB.
      expect(peakDb(sound)).toBeLessThan(-0.7)
      const msPerCharacter = sound.samples.length / 8 / text.length
      expect(msPerCharacter).toBeGreaterThan(40)
      expect(msPerCharacter).toBeLessThan(110)
    },
  )
})
