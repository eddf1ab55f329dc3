import { spawn, type ChildProcess } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { sampleRate, tone, toneShare, wavFile } from './audio.ts'

/** Debian's `baresip-core`. */
const BARESIP = 'baresip'
/** What its console takes for a key let go; without, the key sounds on and on. */
const KEY_RELEASED = '\u0004'
const hearsWithinMs = 15_000
/** For its goodbyes to be answered. */
const farewellMs = 3000
const wavHeaderBytes = 44

/** As its accounts name them. */
const codecs = { PCMU: 'PCMU/8000/1', G722: 'G722/16000/1', opus: 'opus/48000/2' } as const

export interface BaresipOptions {
  /** The tone it says. */
  readonly saysHz: number
  /** What it calls; without, it takes the first call. */
  readonly dial?: string
  /** It hangs up and goes after so long. */
  readonly seconds: number
  /** It takes and makes no call without SRTP (keys in the descriptions). */
  readonly srtp?: boolean
  /** The one codec it speaks; PCMU unless told. */
  readonly codec?: keyof typeof codecs
}

/** baresip, a telephone of another make, over UDP on loopback. */
export class Baresip {
  readonly #folder: string
  readonly #child: ChildProcess
  readonly #ports: Ports
  #said = ''

  private constructor(folder: string, child: ChildProcess, ports: Ports) {
    this.#folder = folder
    this.#child = child
    this.#ports = ports
    child.stdout?.on('data', (chunk: Buffer) => {
      this.#said += chunk.toString()
    })
  }

  /** The SIP address by which it is called. */
  get uri(): string {
    return `sip:baresip@127.0.0.1:${this.#ports.sip}`
  }

  /** Starts it; resolves when it is ready. A port it is to have may be taken from under it, so it may try again. */
  static async start(options: BaresipOptions): Promise<Baresip> {
    for (let attempt = 1; ; attempt += 1) {
      const baresip = await Baresip.#spawn(options)
      try {
        await baresip.#says('baresip is ready')
        // It says nothing where its console could not be opened.
        await baresip.#type('')
        return baresip
      } catch (error) {
        await baresip.close()
        if (attempt === 3) throw error
      }
    }
  }

  static async #spawn({
    saysHz,
    dial,
    seconds,
    srtp,
    codec = 'PCMU',
  }: BaresipOptions): Promise<Baresip> {
    const folder = await mkdtemp(join(tmpdir(), 'iris-baresip-'))
    const ports = { sip: await freePort(), console: await freePort() }
    const [, rate = 8000, channels = 1] = codecs[codec].split('/').map(Number)
    await writeFile(join(folder, 'tone.wav'), toneFile(saysHz, seconds + 2, { rate, channels }))
    await writeFile(join(folder, 'config'), configOf(folder, ports, rate))
    await writeFile(join(folder, 'contacts'), '')
    const account = `<sip:baresip@127.0.0.1>;regint=0;answermode=auto;audio_codecs=${codecs[codec]}${srtp === true ? ';mediaenc=srtp-mand' : ''}\n`
    await writeFile(join(folder, 'accounts'), account)
    const command = dial === undefined ? [] : ['-e', `/dial ${dial}`]
    const child = spawn(BARESIP, ['-f', folder, '-t', String(seconds), ...command], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return new Baresip(folder, child, ports)
  }

  /** Waits until its call is up. */
  async isConnected(): Promise<void> {
    await this.#says('Call established')
  }

  /** Presses a key in the call it has, and lets it go. */
  async press(key: string): Promise<void> {
    await this.#type(`${key}${KEY_RELEASED}`)
  }

  /** Asks the other side to call somebody else instead (REFER). */
  async transfer(uri: string): Promise<void> {
    await this.#type(`/transfer ${uri}\n`)
  }

  /** Puts the other side on hold, and takes it off it. */
  async hold(): Promise<void> {
    await this.#type('x')
  }

  async resume(): Promise<void> {
    await this.#type('X')
  }

  async hangup(): Promise<void> {
    await this.#type('b')
  }

  async #type(keys: string): Promise<void> {
    const socket = connect(this.#ports.console, '127.0.0.1')
    socket.on('error', () => undefined)
    await once(socket, 'connect')
    await new Promise<void>((resolve) => socket.end(keys, () => resolve()))
  }

  /**
   * Waits until the latest fifth of a second that it heard is this tone and next to nothing else, whatever came before.
   * Its call must go on meanwhile.
   */
  async hears(hz: number): Promise<true> {
    const endsAt = performance.now() + hearsWithinMs
    while (toneShare(await this.#latest(), hz) < 0.8) {
      if (performance.now() > endsAt) throw new Error(`baresip waited in vain to hear ${hz} Hz`)
      // It tells nobody what it hears: its file grows with each packet.
      await pause(50)
    }
    return true
  }

  /** The latest fifth of a second that it heard, at 8 kHz mono; nothing as long as it has heard less. */
  async #latest(): Promise<Int16Array> {
    const file = (await readdir(this.#folder)).find((name) => name.endsWith('-dec.wav'))
    if (file === undefined) return new Int16Array()
    const bytes = await readFile(join(this.#folder, file))
    if (bytes.length < wavHeaderBytes) return new Int16Array()
    const [channels, rate] = [bytes.readUInt16LE(22), bytes.readUInt32LE(24)]
    const samples = sampleRate / 5
    const frames = bytes.subarray(wavHeaderBytes)
    // One channel, and one sample of those that others speak more of in the same time.
    const step = (rate / sampleRate) * channels * 2
    const from = Math.floor(frames.length / step) - samples
    if (from < 0) return new Int16Array()
    return Int16Array.from({ length: samples }, (_, at) => frames.readInt16LE((from + at) * step))
  }

  /** Ends it, with a goodbye to whom it talks with: nobody is to wait for one that was killed. */
  async close(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const gone = once(this.#child, 'exit')
      this.#child.kill('SIGTERM')
      const impatience = setTimeout(() => this.#child.kill('SIGKILL'), farewellMs)
      await gone
      clearTimeout(impatience)
    }
    await rm(this.#folder, { recursive: true, force: true })
  }

  async #says(text: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const look = (): void => {
        if (this.#said.includes(text)) resolve()
      }
      this.#child.stdout?.on('data', look)
      this.#child.once('error', (error) => reject(new Error('No baresip', { cause: error })))
      this.#child.once('exit', () => reject(new Error(`baresip went: ${this.#said}`)))
      look()
    })
  }
}

interface Ports {
  readonly sip: number
  /** Where keys are typed. */
  readonly console: number
}

/** baresip refuses port 0, and the interface `lo`. */
async function freePort(): Promise<number> {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  const closed = once(socket, 'close')
  socket.close()
  await closed
  return port
}

/** A tone as a WAV file, the same in each channel: it has the samples of one so much lower and longer at 8 kHz. */
function toneFile(
  hz: number,
  seconds: number,
  { rate, channels }: { rate: number; channels: number },
): Buffer {
  const times = rate / sampleRate
  const samples = tone(hz / times, seconds * 1000 * times)
  const all = new Int16Array(samples.length * channels)
  for (let at = 0; at < all.length; at++) all[at] = samples[Math.floor(at / channels)] ?? 0
  const file = wavFile(all, 'pcm16')
  file.writeUInt16LE(channels, 22)
  file.writeUInt32LE(rate, 24)
  file.writeUInt32LE(rate * channels * 2, 28)
  file.writeUInt16LE(channels * 2, 32)
  return file
}

const configOf = (
  folder: string,
  ports: Ports,
  rate: number,
): string => `sip_listen 127.0.0.1:${ports.sip}
cons_listen 127.0.0.1:${ports.console}
call_max_calls 4
audio_player aubridge,nowhere
audio_alert aubridge,nowhere
audio_source aufile,${join(folder, 'tone.wav')}
ausrc_srate ${rate}
auplay_srate ${rate}
audio_channels 1-2
rtp_ports 41000-41999
module_path /usr/lib/baresip/modules
module g711.so
module g722.so
module opus.so
module srtp.so
module aufile.so
module aubridge.so
module sndfile.so
module_app menu.so
module cons.so
snd_path ${folder}
module_tmp account.so
module_app menu.so
`
