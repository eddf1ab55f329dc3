import { describe, expect, it, vi } from 'vitest'
import { TtsRouter, type TtsRouterOptions } from './tts-router.ts'
import { countingTts } from './testing/counting-tts.ts'
import { SpeechError, type Tts, type TtsId } from './tts.ts'
import { voiceChoice } from './voice-choice.ts'

type Behaviour = 'speaks' | 'never answers' | SpeechError['kind']

/** Drivers that behave as told, by id; what they do can be changed. */
function routerOf(
  behaviours: Partial<Record<TtsId, Behaviour>>,
  options: Omit<TtsRouterOptions, 'drivers'> = {},
) {
  const asked: TtsId[] = []
  const drivers = (Object.keys(behaviours) as TtsId[]).map(
    (id): Tts =>
      countingTts(async () => {
        asked.push(id)
        const behaviour = behaviours[id]
        if (behaviour === 'never answers') await new Promise(() => undefined)
        else if (behaviour !== 'speaks')
          throw new SpeechError(behaviour ?? 'failed', `It ${behaviour}.`)
      }, id).tts,
  )
  const router = new TtsRouter({ ...options, drivers })
  const known = new Set<TtsId>()
  const say = (voice = 'en-us') =>
    router.first(voiceChoice(voice), {
      find: async ({ id }) => (known.has(id) ? `${id}, kept` : undefined),
      render: async (tts, signal) => {
        await tts.render({
          parts: [{ kind: 'text', text: 'Hello.', rate: 1, emphasis: 'none' }],
          voice: { kind: 'language', language: 'en-us' },
          rateHz: 8000,
          signal,
        })
        return tts.id
      },
    })
  return { router, say, asked, known, behaviours }
}

describe('the order', () => {
  it('is kept: the first that can speaks', async () => {
    const { say, asked } = routerOf({ elevenlabs: 'speaks', openai: 'speaks', local: 'speaks' })
    expect(await say()).toBe('elevenlabs')
    expect(asked).toEqual(['elevenlabs'])
  })

  it('goes on when one fails, in whatever way', async () => {
    for (const kind of ['failed', 'busy', 'refused', 'too-large', 'unknown-voice'] as const) {
      const { say } = routerOf({ elevenlabs: kind, openai: kind, local: 'speaks' })
      expect(await say()).toBe('local')
    }
  })

  it('begins with the driver whose voice was chosen', async () => {
    const { say, asked } = routerOf({ elevenlabs: 'speaks', polly: 'failed', local: 'speaks' })
    expect(await say('polly:Joanna')).toBe('elevenlabs')
    expect(asked).toEqual(['polly', 'elevenlabs'])
  })

  it('says what went wrong when nobody can, not that nothing is installed', async () => {
    const { say } = routerOf({ openai: 'refused', local: 'unavailable' })
    await expect(say()).rejects.toMatchObject({ kind: 'refused' })
    await expect(routerOf({ local: 'unavailable' }).say()).rejects.toMatchObject({
      kind: 'unavailable',
    })
  })

  it('stops when speech is closed', async () => {
    const { say, asked } = routerOf({ openai: 'closed', local: 'speaks' })
    await expect(say()).rejects.toMatchObject({ kind: 'closed' })
    expect(asked).toEqual(['openai'])
  })

  it('takes what was kept of a driver before asking it, even one that is not asked any more', async () => {
    const { say, asked, known } = routerOf(
      { elevenlabs: 'failed', local: 'speaks' },
      { breaker: { failures: 1, openMs: 1000 }, now: () => 0 },
    )
    await say()
    known.add('elevenlabs')
    expect(await say()).toBe('elevenlabs, kept')
    expect(asked).toEqual(['elevenlabs', 'local'])
  })
})

describe('a driver that keeps failing', () => {
  it('is not asked for a while, then once, then again when that went well', async () => {
    const clock = { ms: 0 }
    const { say, asked, behaviours, router } = routerOf(
      { openai: 'failed', local: 'speaks' },
      { breaker: { failures: 2, openMs: 1000 }, now: () => clock.ms },
    )
    for (let n = 0; n < 5; n += 1) await say()
    expect(asked.filter((id) => id === 'openai')).toHaveLength(2)
    expect(router.resting).toBe(1)
    clock.ms = 1000
    behaviours.openai = 'speaks'
    expect([await say(), await say()]).toEqual(['openai', 'openai'])
    expect(router.resting).toBe(0)
  })

  it('is not blamed for a text or a voice', async () => {
    const { say, router } = routerOf(
      { openai: 'unknown-voice', local: 'speaks' },
      { breaker: { failures: 1, openMs: 1000 } },
    )
    await say()
    expect(router.resting).toBe(0)
  })

  it('is asked all the same when it is the last', async () => {
    const { say, asked } = routerOf({ local: 'failed' }, { breaker: { failures: 1, openMs: 1e6 } })
    for (let n = 0; n < 3; n += 1) await expect(say()).rejects.toMatchObject({ kind: 'failed' })
    expect(asked).toHaveLength(3)
  })

  it('is told of, each time', async () => {
    const onFailure = vi.fn()
    const { say } = routerOf({ openai: 'failed', local: 'speaks' }, { onFailure })
    await say()
    expect(onFailure.mock.calls.map(([tts, error]) => [tts.id, error.kind])).toEqual([
      ['openai', 'failed'],
    ])
  })
})

describe('drivers that never answer', () => {
  it('keep nobody waiting longer than one and a half turns together', async () => {
    const startedAt = Date.now()
    const { say, asked } = routerOf(
      {
        elevenlabs: 'never answers',
        openai: 'never answers',
        polly: 'never answers',
        local: 'speaks',
      },
      // The clock moves with real time; a turn is 200 ms.
      { attemptMs: 200, now: () => Date.now() - startedAt },
    )
    expect(await say()).toBe('local')
    const tookMs = Date.now() - startedAt
    expect(tookMs).toBeGreaterThanOrEqual(295)
    expect(tookMs).toBeLessThan(2000)
    expect(asked).toEqual(['elevenlabs', 'openai', 'local'])
  })

  it('do so too when the last is one of them', async () => {
    const { say } = routerOf({ openai: 'never answers', local: 'never answers' }, { attemptMs: 20 })
    await expect(say()).rejects.toMatchObject({ kind: 'timeout' })
  })
})
