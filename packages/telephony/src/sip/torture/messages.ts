import { readdirSync, readFileSync } from 'node:fs'
import { octetsOfNotation } from './notation.ts'

const FOLDER = new URL('messages/', import.meta.url)

/** The test messages of RFC 4475 by the names the RFC gives them (`wsinv`, `intmeth` …), to the octet. */
export const tortureMessages: ReadonlyMap<string, Buffer> = new Map(
  readdirSync(FOLDER).map((file) => [
    file.replace(/^[\d.]+-|\.txt$/g, ''),
    octetsOfNotation(readFileSync(new URL(file, FOLDER), 'utf8')),
  ]),
)

/** One test message; a copy, so that tests may change it. */
export function tortureMessage(name: string): Buffer {
  const message = tortureMessages.get(name)
  if (!message) throw new Error(`RFC 4475 has no message ${name}`)
  return Buffer.from(message)
}
