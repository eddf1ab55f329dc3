import { qualityOf, type MeasuredInCodec } from '../media/index.ts'
import type { LegQuality } from '../port.ts'

/** A reading comes each second; one in so many is told. */
const readingsTold = 5

/** Makes of a leg's readings what is told while it lasts, and what is said of it in the end. */
export class QualityWatch {
  #latest: MeasuredInCodec | undefined
  #told: MeasuredInCodec | undefined
  #readings = 0

  /** Takes the reading of a second, and gives how it was since it was last told, when it is time to tell. */
  note(reading: MeasuredInCodec): LegQuality | undefined {
    if (reading.received.packets === 0) return undefined
    this.#latest = reading
    if (++this.#readings % readingsTold !== 0) return undefined
    const recent = qualityOf(reading, this.#told)
    this.#told = reading
    return recent
  }

  /** How the leg was altogether; `undefined` when it was too short to tell. */
  get total(): LegQuality | undefined {
    return this.#latest && qualityOf(this.#latest)
  }
}
