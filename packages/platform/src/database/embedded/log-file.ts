import { copyFile, open, stat, truncate, type FileHandle } from 'node:fs/promises'

const maxBytes = 10 * 1024 * 1024

/**
 * Opens the file the server's messages go to. The server writes at its end whatever its length is, so the file can be
 * emptied under the server's hands.
 */
export function openLogFile(path: string): Promise<FileHandle> {
  return open(path, 'a', 0o600)
}

/** Keeps the log bounded: one that has grown past `limit` bytes becomes `<path>.1`, in place of the one before. */
export async function rotateLogFile(path: string, limit = maxBytes): Promise<void> {
  const file = await stat(path).catch(() => undefined)
  if (!file || file.size <= limit) return
  await copyFile(path, `${path}.1`)
  await truncate(path)
}

/** What was written to the log after the first `from` bytes, its last 4000 bytes at most. */
export async function readLogFile(path: string, from: number): Promise<string> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    const start = Math.max(from, size - 4000)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.max(size - start, 0)), {
      position: start,
    })
    return buffer.subarray(0, bytesRead).toString('utf8')
  } finally {
    await file.close()
  }
}
