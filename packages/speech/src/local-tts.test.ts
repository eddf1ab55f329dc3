import { execFile } from 'node:child_process'
import { chmod, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { readWav } from './audio/wav.ts'
import { type LocalTtsOptions, openLocalTts } from './local-tts.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'
import { ttsConformance } from './tts.conformance.ts'
import type { RenderRequest, Tts } from './tts.ts'

/** A plain text, not looked at before the driver gets it. */
function said(text: string, language: string): RenderRequest {
  return {
    parts: [{ kind: 'text', text, rate: 1, emphasis: 'none' }],
    voice: { kind: 'language', language },
    rateHz: 8000,
  }
}

function open(options: LocalTtsOptions): Tts {
  const tts = openLocalTts(options)
  onTestFinished(() => tts.close())
  return tts
}

// Whichever of the two engines is there is held to the same.
const engines: [string, LocalTtsOptions][] = []
try {
  createRequire(import.meta.url).resolve('@echogarden/espeak-ng-emscripten')
  engines.push(['WebAssembly', { binary: null }])
} catch {
  // The optional package was left out.
}
try {
  await promisify(execFile)('espeak-ng', ['--version'])
  engines.push(['installed', { wasmModule: null }])
} catch {
  // Not installed on this machine.
}

describe.each(engines)('espeak-ng, %s', (_, options) => {
  const tts = openLocalTts(options)
  afterAll(() => tts.close())

  it('knows its voices, and speaks other languages with them', async () => {
    const voices = await tts.voices()
    expect(voices).toContainEqual({ id: 'en-us', name: 'English (America)', language: 'en-us' })
    expect(new Set(voices.map(({ id }) => id)).size).toBe(voices.length)
    expect(voices.length).toBeGreaterThan(50)
    const german = await tts.render(said('Bitte warten Sie.', 'de'))
    expect(readWav(german).samples.length).toBeGreaterThan(4000)
  })

  it('does not take a text for an option', async () => {
    const wav = await tts.render(said('--version -h', 'en-us'))
    expect(readWav(wav).samples.length).toBeGreaterThan(4000)
  })

  it('says what is wrong with a voice or a text', async () => {
    const render = (text: string, voice: string) => tts.render(said(text, voice))
    await expect(render('Hello.', 'xx')).rejects.toMatchObject({ kind: 'unknown-voice' })
    await expect(render('Hello.', '../x')).rejects.toMatchObject({ kind: 'unknown-voice' })
    expect((await render('Hello.', 'en-us')).length).toBeGreaterThan(1000)
  })
})

describe('without any engine', () => {
  it('says what to install, and closes all the same', async () => {
    const tts = open({ binary: null, wasmModule: null })
    const refused = { kind: 'unavailable', message: expect.stringContaining('espeak-ng') }
    await expect(tts.render(said('Hello.', 'en-us'))).rejects.toMatchObject(refused)
    await expect(tts.voices()).rejects.toMatchObject(refused)
  })
})

describe('an installed espeak-ng that misbehaves', () => {
  const request = said('Hello.', 'en-us')

  async function program(script: string, options: LocalTtsOptions = {}): Promise<Tts> {
    const binary = join(await temporaryFolder(), 'espeak-ng')
    await writeFile(binary, `#!/bin/sh\n${script}\n`)
    await chmod(binary, 0o755)
    return open({ binary, ...options })
  }

  it('is ended when it takes too long', async () => {
    const tts = await program('exec sleep 60', { timeoutMs: 100 })
    await expect(tts.render(request)).rejects.toMatchObject({ kind: 'timeout' })
  })

  it('is ended when speech is closed', async () => {
    const tts = await program('exec sleep 60')
    const rendering = tts.render(request).catch((error: unknown) => error)
    await tts.close()
    expect(await rendering).toMatchObject({ kind: 'closed' })
    await expect(tts.render(request)).rejects.toMatchObject({ kind: 'closed' })
  })

  it('is quoted when it fails', async () => {
    const tts = await program('echo "no data" >&2; exit 3')
    await expect(tts.render(request)).rejects.toMatchObject({
      kind: 'failed',
      message: 'espeak-ng failed: no data',
    })
  })

  it('is not believed when it gives something else than sound', async () => {
    const tts = await program('echo hello')
    await expect(tts.render(request)).rejects.toMatchObject({ kind: 'failed' })
  })

  it('makes nobody wait without end', async () => {
    const tts = await program('exec sleep 60', { maxWaiting: 1 })
    const accepted = [1, 2, 3].map(() => tts.render(request).catch((error: unknown) => error))
    await expect(tts.render(request)).rejects.toMatchObject({ kind: 'busy' })
    await tts.close()
    for (const error of await Promise.all(accepted)) expect(error).toMatchObject({ kind: 'closed' })
  })

  it('is missing after all', async () => {
    const tts = open({ binary: join(await temporaryFolder(), 'gone') })
    await expect(tts.render(request)).rejects.toMatchObject({ kind: 'failed' })
  })
})

describe('the process of the WebAssembly build', () => {
  /** A build that says which process it is in, and does as the text says. */
  async function build(options: LocalTtsOptions = {}) {
    const folder = await temporaryFolder()
    const wasmModule = join(folder, 'build.mjs')
    const pidFile = join(folder, 'pid')
    await writeFile(
      wasmModule,
      `import { appendFileSync } from 'node:fs'
      export default async () => ({
        eSpeakNGWorker: class {
          constructor() { appendFileSync(${JSON.stringify(pidFile)}, process.pid + '\\n') }
          set_voice() { return 0 }
          set_rate() {}
          get_samplerate() { return 22050 }
          synthesize(text, callback) {
            if (text === 'Hang.') for (;;);
            if (text === 'Crash.') process.exit(1)
            if (text === 'Throw.') throw new Error('out of memory')
            callback(new Int16Array(22050).fill(text === 'Silence.' ? 0 : 1000))
            callback(null)
          }
        },
      })`,
    )
    const tts = open({ binary: null, wasmModule, timeoutMs: 5000, ...options })
    const say = (text: string) => tts.render(said(text, 'en-us'))
    const pids = async () => (await readFile(pidFile, 'utf8')).trim().split('\n').map(Number)
    return { tts, say, pids }
  }

  function isAlive(pid: number): boolean {
    try {
      return process.kill(pid, 0)
    } catch {
      return false
    }
  }

  it('is started once and used again', async () => {
    const { say, pids } = await build()
    await Promise.all([say('One.'), say('Two.'), say('Three.')])
    const [pid, ...others] = await pids()
    expect(others).toEqual([])
    expect(pid).not.toBe(process.pid)
  })

  it('ends when there is nothing to say for a while, and another is started', async () => {
    const { say, pids } = await build({ idleMs: 1 })
    await say('One.')
    await vi.waitFor(async () => expect((await pids()).some(isAlive)).toBe(false), 10_000)
    await say('Two.')
    expect(await pids()).toHaveLength(2)
  })

  it.each([
    ['hangs', 'Hang.', 'timeout'],
    ['crashes', 'Crash.', 'failed'],
  ])('is replaced when it %s', async (_, text, kind) => {
    const { say, pids } = await build({ timeoutMs: 3000 })
    await expect(say(text)).rejects.toMatchObject({ kind })
    expect((await say('Hello.')).length).toBeGreaterThan(8000)
    const [first, second] = await pids()
    expect(second).not.toBe(first)
    await vi.waitFor(() => expect(isAlive(first!)).toBe(false), 10_000)
  })

  it('goes on when one text fails', async () => {
    const { say, pids } = await build()
    await expect(say('Throw.')).rejects.toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('out of memory'),
    })
    await expect(say('Silence.')).rejects.toMatchObject({ kind: 'bad-text' })
    await say('Hello.')
    expect(await pids()).toHaveLength(1)
  })

  it('ends when speech is closed, in the middle of a text too', async () => {
    const { tts, say, pids } = await build()
    await say('Hello.')
    const rendering = say('Hang.').catch((error: unknown) => error)
    await tts.close()
    expect(await rendering).toMatchObject({ kind: 'closed' })
    await expect(say('Hello.')).rejects.toMatchObject({ kind: 'closed' })
    await vi.waitFor(async () => expect((await pids()).some(isAlive)).toBe(false), 10_000)
  })

  it('says so when the build cannot be loaded', async () => {
    const tts = open({ binary: null, wasmModule: '/nowhere/build.mjs' })
    await expect(tts.voices()).rejects.toMatchObject({ kind: 'failed' })
  })
})

for (const [name, options] of engines) {
  ttsConformance(`espeak-ng, ${name},`, async () => ({
    tts: openLocalTts(options),
    language: 'de-DE',
  }))
}
