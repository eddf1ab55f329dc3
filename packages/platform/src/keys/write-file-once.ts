import { randomUUID } from 'node:crypto'
import { link, open, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Makes a file whole and lasting, or leaves the one that is there: it appears under its name only once its bytes are on
 * the disk, and of several writers the first one wins.
 */
export async function writeFileOnce(path: string, content: string, mode: number): Promise<void> {
  const draft = `${path}.${randomUUID()}`
  const file = await open(draft, 'wx', mode)
  try {
    await file.writeFile(content)
    await file.sync()
    await link(draft, path)
    await syncFolder(dirname(path))
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause
  } finally {
    await file.close()
    await rm(draft, { force: true })
  }
}

/** Makes the names in a folder lasting: a rename or a new file survives a power cut only after this. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
