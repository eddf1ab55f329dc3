import { deriveKey, type MasterKey, openSecret, sealSecret } from '@iris/platform'
import { finishRecording, openRecording, type Recording } from '@iris/telephony'
import { createSecretKey, randomBytes } from 'node:crypto'
import { constants, copyFile, mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Which recording: the file's place and the key's context follow from it. */
interface Place {
  readonly id: string
  readonly tenantId: string
}

/** What the database keeps of a recording's key. */
export type Sealed = Place & { readonly wrappedKey: Uint8Array }

/** Where recorded audio lies, and the keys to it: one for each recording, wrapped by a key of its tenant. */
export interface RecordingVault {
  /** Makes a key and room for a recording's file, which the voice engine then writes. */
  make(place: Place): Promise<{ path: string; key: Uint8Array; wrappedKey: Buffer }>
  /** Finishes a recording however it ended; resolves with its length in milliseconds. @throws RecordingError */
  finish(sealed: Sealed): Promise<number>
  /** Opens a finished recording. @throws RecordingError */
  open(sealed: Sealed): Promise<Recording>
  /** Copies a finished recording; gives what the database keeps of the copy's key. @throws RecordingError */
  copy(sealed: Sealed, to: Place): Promise<Buffer>
  /** Removes the audio. Without its key, which its row took along, it could not be read anyway. */
  remove(place: Place): Promise<void>
}

export function openVault(options: {
  readonly folder: string
  readonly masterKey: MasterKey
}): RecordingVault {
  const { folder, masterKey } = options
  const pathOf = ({ id, tenantId }: Place) => join(folder, tenantId, `${id}.irr`)
  const keyOf = ({ id, tenantId, wrappedKey }: Sealed) =>
    Buffer.from(openSecret(tenantKey(masterKey, tenantId), wrappedKey, contextOf(id)), 'base64')
  return {
    async make(place) {
      const path = pathOf(place)
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      const key = randomBytes(32)
      const wrapping = tenantKey(masterKey, place.tenantId)
      return {
        path,
        key,
        wrappedKey: sealSecret(wrapping, key.toString('base64'), contextOf(place.id)),
      }
    },
    finish: async (sealed) => finishRecording(pathOf(sealed), keyOf(sealed)),
    open: async (sealed) => openRecording(pathOf(sealed), keyOf(sealed)),
    async copy(sealed, to) {
      const path = pathOf(to)
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      await copyFile(pathOf(sealed), path, constants.COPYFILE_EXCL)
      const key = Buffer.from(keyOf(sealed)).toString('base64')
      return sealSecret(tenantKey(masterKey, to.tenantId), key, contextOf(to.id))
    },
    remove: (place) => rm(pathOf(place), { force: true }),
  }
}

const contextOf = (id: string) => `recording:${id}`

function tenantKey(masterKey: MasterKey, tenantId: string): MasterKey {
  return createSecretKey(deriveKey(masterKey, `tenants/${tenantId}/recordings`))
}
