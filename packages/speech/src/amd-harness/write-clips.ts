/** Writes the clips of the unit test anew: a few of the tuning set, cut after the verdict, one whole with its beep. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { muLawWav } from '../audio/wav.ts'
import { openLocalTts } from '../local-tts.ts'
import { clipsFolder } from './clips.ts'
import { tuningSet } from './greetings.ts'
import { type Answered, labelledSet } from './labelled-set.ts'

const conditions = new Set([
  'G.711 µ-law',
  'white noise, 12 dB below',
  'babble, 12 dB below',
  '10 % of packets lost',
])
const texts = ['Hello?', 'Good morning.', 'Hi, you have', 'The person you']
const whole = 'Hi there. Sorry'
/** The verdict on people is there by then, and what machines come to. */
const keptMs = { human: 1600, machine: 3700 }

function isChosen({ text, voice, condition }: Answered): boolean {
  if (text.startsWith(whole)) return voice === 'en-us' && condition === 'G.711 µ-law'
  return (
    voice === 'en-gb+f2' &&
    conditions.has(condition) &&
    texts.some((start) => text.startsWith(start))
  )
}

const tts = openLocalTts()
await mkdir(clipsFolder, { recursive: true })
for await (const answered of labelledSet(tuningSet, tts)) {
  if (!isChosen(answered)) continue
  const { who, text, condition, samples, speechMs } = answered
  const isWhole = text.startsWith(whole)
  const label = who === 'machine' ? 'machine' : 'human'
  const end = Math.round(speechMs + keptMs[label]) * 8
  const kept = isWhole ? samples : samples.subarray(0, end)
  const words = `${label} ${Math.round(speechMs)} ${text.slice(0, 14)} ${condition}`
  const name = words
    .toLowerCase()
    .replaceAll('µ', 'u')
    .replaceAll(/[^a-z0-9]+/g, '-')
  await writeFile(join(clipsFolder, `${name}.wav`), muLawWav({ samples: kept, rateHz: 8000 }))
}
await tts.close()
