/**
 * Renders texts ahead into a folder that `openSpeech` takes among `prerendered`. As a program:
 *
 *     node packages/speech/src/prerender.ts [folder] [file of texts, one a line] [voice]
 *
 * without arguments, the product's own phrases into its own folder.
 */
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readWav } from './audio/wav.ts'
import { FileCache } from './file-cache.ts'
import { openLocalTts } from './local-tts.ts'
import { shippedTexts } from './phrases.ts'
import { promptFileName, rateHz } from './prompt-file.ts'
import { shippedPrompts } from './speech.ts'
import { spokenParts } from './spoken-parts.ts'
import { spokenText } from './spoken-text.ts'
import { defaultVoice, type Tts, type WantedVoice } from './tts.ts'

export interface PrerenderOptions {
  readonly directory: string
  readonly texts: readonly string[]
  readonly voice?: string
  readonly tts: Tts
}

/** One entry of `manifest.json`, by which people find the file of a text. */
export interface ManifestEntry {
  readonly text: string
  readonly voice: string
  readonly file: string
  readonly durationMs: number
}

/**
 * Renders the texts that the folder does not have yet and adds them to its manifest; what else is there stays. Resolves
 * with the manifest. Rejects with `SpeechError` at the first text that cannot be said.
 */
export async function prerender(options: PrerenderOptions): Promise<readonly ManifestEntry[]> {
  const { directory, texts, voice = defaultVoice, tts } = options
  await mkdir(directory, { recursive: true })
  const files = await FileCache.open(directory, Number.POSITIVE_INFINITY)
  const entries = new Map((await readManifest(directory)).map((entry) => [entry.file, entry]))
  const wanted: WantedVoice = { kind: 'language', language: voice }
  for (const text of texts.map(spokenText)) {
    const parts = spokenParts(text)
    const file = promptFileName(parts, wanted, tts)
    const path =
      (await files.find(file)) ??
      (await files.add(file, await tts.render({ parts, voice: wanted, rateHz })))
    // Shipped with the product, so anybody may read it.
    await chmod(path, 0o644)
    const { samples } = readWav(await readFile(path))
    entries.set(file, { text, voice, file, durationMs: Math.round(samples.length / 8) })
  }
  const manifest = [...entries.values()].sort((a, b) =>
    a.text.localeCompare(b.text, 'en', byNumber),
  )
  await writeFile(manifestPath(directory), `${JSON.stringify(manifest, null, 2)}\n`)
  return manifest
}

const byNumber: Intl.CollatorOptions = { numeric: true }

function manifestPath(directory: string): string {
  return join(directory, 'manifest.json')
}

async function readManifest(directory: string): Promise<ManifestEntry[]> {
  try {
    return JSON.parse(await readFile(manifestPath(directory), 'utf8'))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

async function main(): Promise<void> {
  const [, , directory = shippedPrompts, listPath, voice = defaultVoice] = process.argv
  const texts = listPath === undefined ? shippedTexts() : await readLines(listPath)
  const tts = openLocalTts()
  const manifest = await prerender({ directory, texts, voice, tts })
  await tts.close()
  process.stdout.write(`${manifest.length} prompts in ${directory}, by ${tts.name}\n`)
}

async function readLines(path: string): Promise<string[]> {
  const lines = (await readFile(path, 'utf8')).split('\n')
  return lines.map((line) => line.trim()).filter((line) => line !== '')
}

if (import.meta.main) await main()
