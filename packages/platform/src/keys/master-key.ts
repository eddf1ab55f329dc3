import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto'
import { chmod, mkdir, open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { writeFileOnce } from './write-file-once.ts'

/** The one secret every other key is derived from. A `KeyObject`, so that it cannot be printed by mistake. */
export type MasterKey = KeyObject

/** What is wrong with the key, in a sentence for the operator. */
export class KeyError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'KeyError'
  }
}

const keyBytes = 32

/**
 * The master key: from the environment where it is given there (32 bytes as base64), else from
 * `<dataDir>/keys/master.key`, which is made on the first start and readable by its owner only.
 * @throws KeyError when the given key is not 32 bytes of base64, or the file is damaged or readable by others
 */
export async function loadMasterKey(options: {
  dataDir: string
  fromEnvironment?: string | undefined
}): Promise<MasterKey> {
  const { dataDir, fromEnvironment } = options
  if (fromEnvironment !== undefined) {
    return createSecretKey(decodeKey(fromEnvironment, 'The master key in the environment'))
  }
  const text = await loadSecretFile(dataDir, 'master.key', () =>
    randomBytes(keyBytes).toString('base64'),
  )
  return createSecretKey(decodeKey(text, `The master key in ${secretPath(dataDir, 'master.key')}`))
}

/**
 * The secret of one line in `<dataDir>/keys/<name>`, made by `make` when it is not there yet. Of several processes
 * that start together one makes it and all read the same.
 * @throws KeyError when others may read the file
 */
export async function loadSecretFile(
  dataDir: string,
  name: string,
  make: () => string,
): Promise<string> {
  const path = secretPath(dataDir, name)
  const existing = await readSecretFile(path)
  if (existing !== undefined) return existing
  const madeFolder = await mkdir(dirname(path), { recursive: true })
  if (madeFolder !== undefined) await chmod(dirname(path), 0o700)
  await writeFileOnce(path, `${make()}\n`, 0o600)
  const made = await readSecretFile(path)
  if (made === undefined) throw new KeyError(`${path} vanished while it was being made.`)
  return made
}

function secretPath(dataDir: string, name: string): string {
  return join(dataDir, 'keys', name)
}

async function readSecretFile(path: string): Promise<string | undefined> {
  let file
  try {
    file = await open(path, 'r')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined
    throw new KeyError(`${path} cannot be read by this user. Run as its owner.`, { cause })
  }
  try {
    const { mode } = await file.stat()
    if ((mode & 0o077) !== 0 && process.platform !== 'win32') {
      throw new KeyError(
        `${path} can be read by other users of this machine. Run: chmod 600 ${path}`,
      )
    }
    return (await file.readFile('utf8')).trim()
  } finally {
    await file.close()
  }
}

function decodeKey(text: string, name: string): Buffer {
  const trimmed = text.trim()
  const bytes = Buffer.from(trimmed, 'base64')
  const canonical = bytes.toString('base64').replaceAll('=', '')
  if (canonical !== trimmed.replaceAll('=', '') || bytes.length !== keyBytes) {
    throw new KeyError(
      `${name} must be ${keyBytes} bytes as base64. Make one with: openssl rand -base64 ${keyBytes}`,
    )
  }
  return bytes
}
