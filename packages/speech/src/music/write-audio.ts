/** Writes the product's music and ring tone: `node packages/speech/src/music/write-audio.ts`. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { muLawWav, pcm16Wav } from '../audio/wav.ts'
import { holdMusic } from './hold-music.ts'
import { ringTone } from './ring-tone.ts'

const folder = fileURLToPath(new URL('../../../../public/audio', import.meta.url))
await mkdir(folder, { recursive: true })
await writeFile(join(folder, 'hold-music.wav'), muLawWav(holdMusic()))
await writeFile(join(folder, 'ring.wav'), pcm16Wav(ringTone()))
