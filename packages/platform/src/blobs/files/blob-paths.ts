import { lstat, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { syncFolder } from '../../keys/write-file-once.ts'
import { BlobError } from '../blobs.ts'

// Keys become paths part by part. Capitals are written as `=` and the small letter, for disks that do not tell them
// apart; a blob's file ends in `=`, so that `a` can be a blob and `a/b` another.

/** The folder of blobs being written. No key's part is written like this. */
export const incomingName = '==incoming'

export function folderName(part: string): string {
  return part.replaceAll(/[A-Z]/g, (letter) => `=${letter.toLowerCase()}`)
}

export function fileName(part: string): string {
  return `${folderName(part)}=`
}

/** The part of a key that a folder's name stands for; `undefined` for a name that is none of ours. */
export function partOfFolder(name: string): string | undefined {
  const part = name.replaceAll(/=([a-z])/g, (_, letter: string) => letter.toUpperCase())
  return folderName(part) === name && /^[A-Za-z0-9._-]+$/.test(part) ? part : undefined
}

export function partOfFile(name: string): string | undefined {
  return name.endsWith('=') ? partOfFolder(name.slice(0, -1)) : undefined
}

/** Goes down to the folder of these parts; `undefined` where it is not there. Links are not followed. */
export async function findFolder(
  root: string,
  parts: readonly string[],
): Promise<string | undefined> {
  let folder = root
  for (const part of parts) {
    folder = join(folder, folderName(part))
    if (!(await isFolder(folder))) return undefined
  }
  return folder
}

/** Goes down to the folder of these parts, making what is missing, lastingly. */
export async function makeFolder(root: string, parts: readonly string[]): Promise<string> {
  let folder = root
  for (const part of parts) {
    const above = folder
    folder = join(above, folderName(part))
    if (await isFolder(folder)) continue
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await syncFolder(above)
  }
  return folder
}

async function isFolder(path: string): Promise<boolean> {
  const found = await lstat(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined
    throw cause
  })
  if (found && !found.isDirectory()) {
    throw new BlobError('corrupt', `${path} is no folder, and links are not followed.`)
  }
  return found !== undefined
}
