import { BlobError, type Blobs } from '@iris/platform'
import { type AudioSource, SoundError, telephoneSound } from '@iris/telephony'
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { v7 as uuidv7 } from 'uuid'
import { Refusal } from '../../problem.ts'

/** Which sound: its blob follows from it. A sound never changes; a new one has another id. */
interface SoundPlace {
  readonly tenantId: string
  readonly id: string
}

export interface KeptSound {
  readonly id: string
  readonly durationMs: number
}

/** Sounds of tenants, such as prompts and greetings: kept in the blob store, played from copies on this machine. */
export interface SoundStore {
  /**
   * Keeps a WAV file, made into what the voice engine plays. Until a row names it, it counts as left over.
   * @throws Refusal `validation_failed` for a file that is no sound we can play
   */
  keep(tenantId: string, file: Uint8Array): Promise<KeptSound>
  /** The WAV file. @throws Refusal `not_found` */
  read(place: SoundPlace): Promise<Buffer>
  /** What the voice engine plays. @throws Refusal `not_found` */
  source(place: SoundPlace): Promise<AudioSource>
  /** Forgets a sound. One that is being played is played to its end. */
  drop(place: SoundPlace): Promise<void>
  /** Forgets the sounds older than `olderThanMs` that `isNamed` does not know. Returns how many there were. */
  sweep(olderThanMs: number, isNamed: (place: SoundPlace) => Promise<boolean>): Promise<number>
}

const prefix = 'sounds/'

/** `folder` holds the copies: it is emptied first, and belongs to nobody else. */
export async function openSoundStore(blobs: Blobs, folder: string): Promise<SoundStore> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const keyOf = ({ tenantId, id }: SoundPlace) => `${prefix}${tenantId}/${id}.wav`
  const copyOf = ({ id }: SoundPlace) => join(folder, `${id}.wav`)
  const read = async (place: SoundPlace) => buffer(await blobs.get(keyOf(place)).catch(tellMissing))
  const drop = async (place: SoundPlace) => {
    await blobs.delete(keyOf(place))
    await rm(copyOf(place), { force: true })
  }
  return {
    read,
    drop,
    async keep(tenantId, file) {
      const { wav, durationMs } = playable(file)
      const id = uuidv7()
      await blobs.put(keyOf({ tenantId, id }), wav)
      return { id, durationMs }
    },
    async source(place) {
      const path = copyOf(place)
      if (!(await exists(path))) await writeWhole(path, await read(place))
      return { kind: 'file', path }
    },
    async sweep(olderThanMs, isNamed) {
      let swept = 0
      for await (const key of blobs.list(prefix)) {
        const place = placeOf(key)
        const info = place && (await blobs.stat(key))
        if (!info || Date.now() - info.modifiedAt.getTime() < olderThanMs) continue
        if (await isNamed(place)) continue
        await drop(place)
        swept += 1
      }
      return swept
    },
  }
}

function placeOf(key: string): SoundPlace | undefined {
  const [, tenantId, id] = /^sounds\/([^/]+)\/([^/]+)\.wav$/.exec(key) ?? []
  return tenantId === undefined || id === undefined ? undefined : { tenantId, id }
}

function playable(file: Uint8Array) {
  try {
    return telephoneSound(Buffer.from(file.buffer, file.byteOffset, file.byteLength))
  } catch (error) {
    if (!(error instanceof SoundError)) throw error
    throw new Refusal('validation_failed', {
      detail: error.message,
      errors: [{ path: '', message: error.message }],
    })
  }
}

function tellMissing(error: unknown): never {
  if (error instanceof BlobError && error.kind === 'not-found') {
    throw new Refusal('not_found', { detail: 'This sound is gone.' })
  }
  throw error
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined
}

/** Whoever plays it meanwhile never finds half a file. */
async function writeWhole(path: string, bytes: Buffer): Promise<void> {
  const draft = `${path}.${uuidv7()}`
  await writeFile(draft, bytes, { mode: 0o600 })
  await rename(draft, path)
}
