import { describe, expect, it, vi } from 'vitest'
import { SpeechError } from '../tts.ts'
import { sttConformance } from './stt.conformance.ts'
import { openSttRouter, type SttRouterOptions } from './stt-router.ts'
import type { Stt } from './stt.ts'
import { openWholeSpeechStt } from './whole-speech.ts'
import { heardOf } from '../testing/heard.ts'
import { decodeMuLaw } from '../audio/mu-law.ts'

type Behaviour = 'hears' | 'never answers' | SpeechError['kind']

/** A driver that behaves as told; what it does can be changed. */
function driver(name: string, behaviour: Behaviour) {
  const told = { behaviour, asked: 0, bytes: 0 }
  const stt = openWholeSpeechStt(
    {
      name,
      capabilities: { partials: false, hints: true, offline: name === 'local' },
      async transcribe(speech) {
        told.asked += 1
        told.bytes = speech.length
        if (told.behaviour === 'never answers') await new Promise(() => undefined)
        if (told.behaviour !== 'hears' && told.behaviour !== 'never answers') {
          throw new SpeechError(told.behaviour, `${name} ${told.behaviour}.`)
        }
        return { text: `${name}: ${speech.length}`, confidence: undefined }
      },
    },
    {},
  )
  return { stt, told }
}

function routed(behaviours: readonly Behaviour[], options: Omit<SttRouterOptions, 'drivers'> = {}) {
  const all = behaviours.map((behaviour, n) => driver(`driver ${n}`, behaviour))
  const [first, ...rest] = all.map(({ stt }) => stt)
  if (!first) throw new Error('No driver')
  const router = openSttRouter({ ...options, drivers: [first, ...rest] })
  const hear = async () => {
    const listening = router.listen({ language: 'en' })
    listening.write(new Uint8Array(500))
    listening.write(new Uint8Array(300))
    return (await listening.finish()).text
  }
  return { router, hear, told: all.map(({ told }) => told) }
}

sttConformance('the router', async (limits) => {
  const ear: Stt = openWholeSpeechStt(
    {
      name: 'ear',
      capabilities: { partials: false, hints: true, offline: true },
      transcribe: async (speech) => ({
        text: heardOf({ samples: decodeMuLaw(speech), rateHz: 8000 }),
        confidence: 0.8,
      }),
    },
    limits,
  )
  const { stt: broken } = driver('broken', 'failed')
  return { stt: openSttRouter({ drivers: [broken, ear] }) }
})

describe('the router', () => {
  it('asks the first, and no other while that one hears', async () => {
    const { hear, told } = routed(['hears', 'hears'])
    expect(await hear()).toBe('driver 0: 800')
    expect(told[1]?.asked).toBe(0)
  })

  it.each(['failed', 'busy', 'refused', 'timeout', 'unavailable'] as const)(
    'says everything again to the next when one is %s',
    async (kind) => {
      const onFailure = vi.fn<NonNullable<SttRouterOptions['onFailure']>>()
      const { hear } = routed([kind, kind, 'hears'], { onFailure })
      expect(await hear()).toBe('driver 2: 800')
      expect(onFailure).toHaveBeenCalledTimes(2)
    },
  )

  it('goes on when one does not answer in time', async () => {
    const { hear } = routed(['never answers', 'hears'], { attemptMs: 50 })
    expect(await hear()).toBe('driver 1: 800')
  })

  it('fails as the last did when none can', async () => {
    const { hear } = routed(['busy', 'refused'])
    await expect(hear()).rejects.toMatchObject({ kind: 'refused' })
  })

  it('does not ask others to do what was wrong with the request, nor for whoever went away', async () => {
    const { hear, told } = routed(['too-large', 'hears'])
    await expect(hear()).rejects.toMatchObject({ kind: 'too-large' })
    const { router, told: others } = routed(['never answers', 'hears'])
    const listening = router.listen({ language: 'en' })
    listening.write(new Uint8Array(100))
    const finishing = listening.finish()
    listening.cancel()
    await expect(finishing).rejects.toMatchObject({ kind: 'aborted' })
    expect([told[1]?.asked, others[1]?.asked]).toEqual([0, 0])
  })

  it('lets one rest that keeps failing, and tries it again later', async () => {
    let now = 0
    const options = { now: () => now, breaker: { failures: 2, openMs: 1000 } }
    const { hear, told } = routed(['failed', 'hears'], options)
    for (let n = 0; n < 4; n += 1) expect(await hear()).toBe('driver 1: 800')
    expect(told[0]?.asked).toBe(2)
    const [first] = told
    if (first) first.behaviour = 'hears'
    now = 1001
    expect(await hear()).toBe('driver 0: 800')
  })

  it('asks the first all the same where all rest', async () => {
    const options = { now: () => 0, breaker: { failures: 1, openMs: 1000 } }
    const { hear, told } = routed(['failed'], options)
    await expect(hear()).rejects.toMatchObject({ kind: 'failed' })
    await expect(hear()).rejects.toMatchObject({ kind: 'failed' })
    expect(told[0]?.asked).toBe(2)
  })
})
