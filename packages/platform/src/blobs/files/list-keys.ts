import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { findFolder, folderName, partOfFile, partOfFolder } from './blob-paths.ts'

interface Entry {
  /** The key so far; a folder's ends in `/`. */
  readonly key: string
  readonly folder: string | undefined
}

/** The keys below a folder that begin with the prefix, in the order of their characters. */
export async function* listKeys(root: string, prefix: string): AsyncGenerator<string> {
  const folders = prefix.split('/').slice(0, -1)
  // A prefix no key can have begins no key.
  if (folders.some((part) => partOfFolder(folderName(part)) !== part || /^\.\.?$/.test(part)))
    return
  const folder = await findFolder(root, folders)
  const above = folders.map((part) => `${part}/`).join('')
  if (folder !== undefined) yield* listFolder(folder, above, prefix)
}

async function* listFolder(folder: string, above: string, prefix: string): AsyncGenerator<string> {
  const entries = await readEntries(folder, above)
  for (const { folder: below, key } of entries.toSorted((a, b) => (a.key < b.key ? -1 : 1))) {
    if (below === undefined) {
      if (key.startsWith(prefix)) yield key
    } else if (key.startsWith(prefix) || prefix.startsWith(key)) {
      yield* listFolder(below, key, prefix)
    }
  }
}

async function readEntries(folder: string, above: string): Promise<Entry[]> {
  const found = await readdir(folder, { withFileTypes: true })
  return found.flatMap((item): Entry[] => {
    const part = item.isFile() ? partOfFile(item.name) : partOfFolder(item.name)
    if (part === undefined) return []
    if (item.isFile()) return [{ key: above + part, folder: undefined }]
    return item.isDirectory() ? [{ key: `${above}${part}/`, folder: join(folder, item.name) }] : []
  })
}
