import {
  BlobError,
  type Blobs,
  deriveKey,
  type MasterKey,
  openSecret,
  sealSecret,
} from '@iris/platform'
import {
  finishRecording,
  openRecording,
  readRecording,
  type Recording,
  RecordingError,
} from '@iris/telephony'
import { createSecretKey, randomBytes } from 'node:crypto'
import { openBlobSource } from './blob-source.ts'
import { LocalAudio, type Place } from './local-audio.ts'

/** What the database keeps of a recording's key. */
export type Sealed = Place & { readonly wrappedKey: Uint8Array }

/**
 * Where recorded audio lies, and the keys to it: one for each recording, wrapped by a key of its tenant. It is made in a
 * file on this machine, and lies in the blob store, as it is, once it has been stored there.
 */
export interface RecordingVault {
  /** Makes a key and room for a recording's file, which the voice engine then writes. */
  make(place: Place): Promise<{ path: string; key: Uint8Array; wrappedKey: Buffer }>
  /** Finishes a recording however it ended; resolves with its length in milliseconds. @throws RecordingError */
  finish(sealed: Sealed): Promise<number>
  /** Opens a finished recording, wherever it lies. @throws RecordingError, BlobError */
  open(sealed: Sealed): Promise<Recording>
  /**
   * Copies a finished recording to a file on this machine; gives what the database keeps of the copy's key.
   * @throws RecordingError, BlobError
   */
  copy(sealed: Sealed, to: Place): Promise<Buffer>
  /** Puts a finished recording into the blob store, again where it is there. The file stays. @throws RecordingError, BlobError */
  store(place: Place, signal: AbortSignal): Promise<void>
  /** Removes the file on this machine of what is stored. */
  dropLocal(place: Place): Promise<void>
  /** Removes the audio, wherever it lies. Without its key, which its row took along, it could not be read anyway. */
  remove(place: Place): Promise<void>
  /** When audio was made or stored last. */
  changedAt(place: Place): Promise<Date | undefined>
  /** What lies on this machine. */
  listLocal(): AsyncIterable<Place>
  /** What lies in the blob store. */
  listStored(): AsyncIterable<Place>
}

const prefix = 'recordings/'

export function openVault(options: {
  readonly folder: string
  readonly masterKey: MasterKey
  readonly blobs: Blobs
}): RecordingVault {
  const { masterKey, blobs } = options
  const local = new LocalAudio(options.folder)
  const blobOf = ({ id, tenantId }: Place) => `${prefix}${tenantId}/${id}.irr`
  const keyOf = ({ id, tenantId, wrappedKey }: Sealed) =>
    Buffer.from(openSecret(tenantKey(masterKey, tenantId), wrappedKey, contextOf(id)), 'base64')
  const wrap = ({ id, tenantId }: Place, key: Buffer) =>
    sealSecret(tenantKey(masterKey, tenantId), key.toString('base64'), contextOf(id))
  const whereItIs = async <T>(here: () => Promise<T>, there: () => Promise<T>): Promise<T> => {
    try {
      return await here()
    } catch (error) {
      if (!isMissing(error)) throw error
      return there().catch(tellMissing)
    }
  }
  return {
    async make(place) {
      const key = randomBytes(32)
      return { path: await local.roomFor(place), key, wrappedKey: wrap(place, key) }
    },
    finish: async (sealed) => finishRecording(local.pathOf(sealed), keyOf(sealed)),
    async open(sealed) {
      const key = keyOf(sealed)
      return whereItIs(
        () => openRecording(local.pathOf(sealed), key),
        async () => readRecording(await openBlobSource(blobs, blobOf(sealed)), key),
      )
    },
    async copy(sealed, to) {
      await whereItIs(
        () => local.copy(sealed, to),
        async () => local.write(to, await blobs.get(blobOf(sealed))),
      )
      return wrap(to, keyOf(sealed))
    },
    store: (place, signal) =>
      whereItIs(
        () => putFile(blobs, blobOf(place), local, { place, signal }),
        // Whoever moved it before was killed before the row said so.
        async () => {
          if (!(await blobs.stat(blobOf(place)))) throw gone()
        },
      ),
    dropLocal: (place) => local.remove(place),
    async remove(place) {
      await local.remove(place)
      await blobs.delete(blobOf(place))
    },
    async changedAt(place) {
      return (await local.changedAt(place)) ?? (await blobs.stat(blobOf(place)))?.modifiedAt
    },
    listLocal: () => local.list(),
    async *listStored() {
      for await (const key of blobs.list(prefix)) {
        const [, tenantId, id] = /^recordings\/([\da-f-]{36})\/([\da-f-]{36})\.irr$/.exec(key) ?? []
        if (tenantId !== undefined && id !== undefined) yield { tenantId, id }
      }
    },
  }
}

async function putFile(
  blobs: Blobs,
  key: string,
  local: LocalAudio,
  { place, signal }: { readonly place: Place; readonly signal: AbortSignal },
): Promise<void> {
  const { stream, size } = await local.read(place, signal)
  try {
    const stored = await blobs.put(key, stream)
    if (stored.size !== size) throw new Error('Not all of a recording was stored.')
  } finally {
    stream.destroy()
  }
}

const contextOf = (id: string) => `recording:${id}`

function tenantKey(masterKey: MasterKey, tenantId: string): MasterKey {
  return createSecretKey(deriveKey(masterKey, `tenants/${tenantId}/recordings`))
}

const gone = (cause?: unknown) =>
  new RecordingError('not-found', 'The recording’s audio is not there.', { cause })

function isMissing(error: unknown): boolean {
  if (error instanceof RecordingError) return error.kind === 'not-found'
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

function tellMissing(error: unknown): never {
  if (error instanceof BlobError && error.kind === 'not-found') throw gone(error)
  throw error
}
