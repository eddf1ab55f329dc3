/** A program that stands in for a speech recogniser: it says how long the WAV file on its standard input is, and of what. */
import { readWav } from '../audio/wav.ts'
import { heardOf } from './heard.ts'

const chunks: Buffer[] = []
for await (const chunk of process.stdin) chunks.push(chunk as Buffer)
process.stdout.write(`${heardOf(readWav(Buffer.concat(chunks)))}\n`)
