/** RFC 3711 §3.3.2 asks for 64 at least. */
const remembered = 256

/** Knows which of the latest packets have come, by their index. */
export class ReplayWindow {
  readonly #seen = new Float64Array(remembered).fill(-1)
  #highest = -1

  get highest(): number {
    return this.#highest
  }

  /** Whether a packet of this index may still be taken. */
  admits(index: number): boolean {
    return index > this.#highest - remembered && this.#seen[index % remembered] !== index
  }

  note(index: number): void {
    this.#seen[index % remembered] = index
    this.#highest = Math.max(this.#highest, index)
  }
}
