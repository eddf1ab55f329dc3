import type { LiveMessage, LivePatch, LivePath } from '@iris/contracts'
import { changesOf, type LiveDocument, mergePatches } from '../document.ts'

/** So many changes are remembered for those who are behind; whoever is further behind is told the whole. */
const mostKept = 256

/** One document as it is told by the stream: its value, a version that grows, and its last changes. */
export class DocumentLog {
  readonly path: LivePath
  #value: LiveDocument
  #version: number
  /** Versions after which each change came and what it was, oldest first. */
  #changes: { readonly version: number; readonly patch: LivePatch }[] = []
  /** What is remembered of changes reaches back to this version. */
  #from: number
  #whole: { readonly version: number; readonly text: string } | undefined
  #last: { readonly since: number; readonly version: number; readonly text: string } | undefined

  constructor(path: LivePath, value: LiveDocument, version: number) {
    this.path = path
    this.#value = value
    this.#version = version
    this.#from = version
  }

  get version(): number {
    return this.#version
  }

  /** Whether it is another than before; then it has the version. */
  replace(value: LiveDocument, version: number): boolean {
    const patch = changesOf(this.#value, value)
    if (!patch) return false
    this.#value = value
    this.#version = version
    this.#changes.push({ version, patch })
    if (this.#changes.length > mostKept) this.#from = this.#changes.shift()?.version ?? version
    return true
  }

  /** The message for somebody who has it as of a version, or does not have it: as JSON, written once for all who ask. */
  since(version: number | undefined): string {
    if (version === undefined || version < this.#from) return this.#wholeText()
    if (this.#last?.since === version && this.#last.version === this.#version) {
      return this.#last.text
    }
    const patch = this.#changes
      .filter((change) => change.version > version)
      .reduce<LivePatch>((merged, change) => mergePatches(merged, change.patch), {})
    const text = textOf({ path: this.path, patch })
    this.#last = { since: version, version: this.#version, text }
    return text
  }

  #wholeText(): string {
    if (this.#whole?.version !== this.#version) {
      const text = textOf({ path: this.path, value: this.#value })
      this.#whole = { version: this.#version, text }
    }
    return this.#whole.text
  }
}

const textOf = (message: LiveMessage): string => JSON.stringify(message)
