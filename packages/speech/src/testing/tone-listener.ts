/**
 * A program that stands in for a speech recogniser in tests of calls, and is honest about what it hears: each stretch of a
 * tone is the word that its arguments name for it. One that is broken for less than half a second is one word still, as with
 * people: on a busy machine a caller speaks in fits and starts. `node tone-listener.ts red=500 green=700` prints `red green` for a WAV
 * file of these tones on its standard input.
 */
import { buffer } from 'node:stream/consumers'
import { readWav } from '../audio/wav.ts'

const words = process.argv.slice(2).flatMap((argument) => {
  const [word = '', hz] = argument.split('=')
  return hz === undefined ? [] : [{ word, hz: Number(hz) }]
})
const { samples, rateHz } = readWav(await buffer(process.stdin))
const windowSamples = rateHz / 10
const longestBreak = 4
const heard: string[] = []
let [last, silent] = ['', 0]
for (let at = 0; at + windowSamples <= samples.length; at += windowSamples) {
  const window = samples.subarray(at, at + windowSamples)
  const word = words.find(({ hz }) => levelOf(window, hz) > 0.05)?.word ?? ''
  if (word !== '' && word !== last) heard.push(word)
  silent = word === '' ? silent + 1 : 0
  if (word !== '' || silent > longestBreak) last = word
}
process.stdout.write(`${heard.join(' ')}\n`)

/** The peak of the sine at this frequency (Goertzel). */
function levelOf(window: Float32Array, hz: number): number {
  const turn = (2 * Math.PI * hz) / rateHz
  let [last, beforeLast] = [0, 0]
  for (const sample of window) {
    ;[last, beforeLast] = [sample + 2 * Math.cos(turn) * last - beforeLast, last]
  }
  const power = last ** 2 + beforeLast ** 2 - 2 * Math.cos(turn) * last * beforeLast
  return (2 * Math.sqrt(Math.max(0, power))) / window.length
}
