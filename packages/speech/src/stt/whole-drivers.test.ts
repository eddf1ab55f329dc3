import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { readWav } from '../audio/wav.ts'
import { heardOf } from '../testing/heard.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { publishedContract, type SeenRequest } from '../testing/vendor-contract.ts'
import { type Behaviour, openVendorDouble } from '../testing/vendor-double.ts'
import { openOpenAiStt } from './openai-stt.ts'
import { openProgramStt, type ProgramSttOptions } from './program-stt.ts'
import { sttConformance } from './stt.conformance.ts'
import type { Stt, SttLimits } from './stt.ts'

const secret = 'sk0000hush0000hush'

async function openAi(limits: SttLimits = {}) {
  const double = await openVendorDouble(
    { document: publishedContract('openai.com'), credentials: ['authorization'] },
    ({ files }) => {
      const file = files['file']
      const text = file === undefined ? '' : heardOf(readWav(file))
      return { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ text }) }
    },
  )
  return { double, stt: openOpenAiStt({ apiKey: secret, origin: double.origin, ...limits }) }
}

const ear = new URL('../testing/ear.ts', import.meta.url).pathname

sttConformance('OpenAI', async (limits) => {
  const { double, stt } = await openAi(limits)
  return { stt, violations: double.violations }
})

sttConformance('a program', async (limits) => ({
  stt: openProgramStt({ command: [process.execPath, ear, '{language}'], parallel: 3, ...limits }),
}))

describe('OpenAI, when the vendor', () => {
  async function failureOf(behaviour: Behaviour, limits: SttLimits = {}) {
    const { double, stt } = await openAi(limits)
    double.behaviour = behaviour
    return say(stt).catch((error: unknown) => error)
  }

  it.each([
    [{ kind: 'status', status: 401 }, 'refused'],
    [{ kind: 'status', status: 429 }, 'busy'],
    [{ kind: 'status', status: 500 }, 'failed'],
    [{ kind: 'hangs' }, 'timeout'],
    [{ kind: 'resets' }, 'failed'],
    [{ kind: 'floods' }, 'too-large'],
    [{ kind: 'says', body: 'no JSON' }, 'failed'],
    [{ kind: 'says', body: '{"words":[]}' }, 'failed'],
  ] as const)('%j, is %s, and tells no secret', async (behaviour, kind) => {
    const failure = await failureOf(behaviour, { timeoutMs: 500 })
    expect(failure).toMatchObject({ name: 'SpeechError', kind })
    expect(inspect(failure, { depth: 10 })).not.toContain('hush')
  })

  it('is told the language without its country, and the hints', async () => {
    const { double, stt } = await openAi()
    const listening = stt.listen({ language: 'de-AT', hints: ['Iris', 'Wien'] })
    listening.write(new Uint8Array(800))
    await listening.finish()
    expect(double.requests.map(({ body }: SeenRequest) => body)).toEqual([
      expect.objectContaining({ language: 'de', prompt: 'Iris, Wien', response_format: 'json' }),
    ])
  })
})

describe('a program', () => {
  async function program(script: string, options: Partial<ProgramSttOptions> = {}) {
    const folder = await temporaryFolder()
    const path = join(folder, 'listen')
    await writeFile(path, `#!/bin/sh\n${script}\n`)
    await chmod(path, 0o755)
    const stt = openProgramStt({ command: [path, '--language={language}'], ...options })
    onTestFinished(() => stt.close())
    return { stt, folder }
  }

  it('is given the language, 16 kHz, and nothing of our environment', async () => {
    vi.stubEnv('OPENAI_API_KEY', secret)
    onTestFinished(() => void vi.unstubAllEnvs())
    const { stt, folder } = await program(`cat > "$(dirname "$0")/in.wav"; echo "$1"; env`)
    const { text } = await say(stt)
    expect(text).toMatch(/^--language=en-US /)
    expect(text).not.toContain('hush')
    expect(readWav(await readFile(join(folder, 'in.wav')))).toMatchObject({ rateHz: 16_000 })
  })

  it('gives its words on one line, whatever it writes', async () => {
    const { stt } = await program(`printf '  Hello\\n there. \\n\\n'`)
    expect(await say(stt)).toEqual({ text: 'Hello there.', confidence: undefined })
  })

  it('is killed when it takes too long, and what it started with it', async () => {
    const { stt, folder } = await program(`sleep 60 & echo $! > "$(dirname "$0")/pid"; wait`, {
      timeoutMs: 500,
    })
    await expect(say(stt)).rejects.toMatchObject({ kind: 'timeout' })
    const pid = Number(await readFile(join(folder, 'pid'), 'utf8'))
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'), 5000)
  })

  it.each([
    ['exit 3', 'failed', 'it said nothing'],
    ['echo "no model" >&2; exit 1', 'failed', 'no model'],
    ['cat /dev/zero', 'too-large', 'more than can be kept'],
  ])('that does %s is %s', async (script, kind, message) => {
    const { stt } = await program(script)
    await expect(say(stt)).rejects.toMatchObject({
      kind,
      message: expect.stringContaining(message),
    })
  })

  it('that is not there has failed', async () => {
    const stt = openProgramStt({ command: ['/nowhere/whisper'] })
    await expect(say(stt)).rejects.toMatchObject({ kind: 'failed' })
  })
})

async function say(stt: Stt) {
  const listening = stt.listen({ language: 'en-us' })
  listening.write(new Uint8Array(1600))
  return listening.finish()
}
