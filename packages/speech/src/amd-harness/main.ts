/**
 * Measures answering-machine detection on a set synthesised for it, and prints both error rates:
 *
 *     npm run amd -w packages/speech [tuning|held-out|fresh] [errors]
 *
 * `errors` lists what was taken for something else.
 */
import { openLocalTts } from '../local-tts.ts'
import { freshSet, heldOutSet, tuningSet } from './greetings.ts'
import { measureDetection } from './report.ts'

const words = new Set(process.argv.slice(2))
const sets = [tuningSet, heldOutSet, freshSet]
const set = sets.find(({ name }) => words.has(name)) ?? freshSet
const tts = openLocalTts()
const { lines, mistakes } = await measureDetection(set, tts)
await tts.close()
process.stdout.write(`${set.name} set, by ${tts.name}\n${lines.join('\n')}\n`)
if (words.has('errors')) process.stdout.write(`${mistakes.join('\n')}\n`)
