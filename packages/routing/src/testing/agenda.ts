/** What is to come, earliest first: a binary heap. */
export class Agenda<Item> {
  readonly #heap: { readonly atMs: number; readonly item: Item }[] = []

  get nextAtMs(): number {
    return this.#heap[0]?.atMs ?? Infinity
  }

  add(atMs: number, item: Item): void {
    this.#heap.push({ atMs, item })
    let child = this.#heap.length - 1
    while (child > 0) {
      const parent = (child - 1) >> 1
      if (!this.#swapIfLater(parent, child)) return
      child = parent
    }
  }

  take(): Item | undefined {
    const first = this.#heap[0]
    const last = this.#heap.pop()
    if (last === undefined || this.#heap.length === 0) return first?.item
    this.#heap[0] = last
    let parent = 0
    for (;;) {
      const [left, right] = [2 * parent + 1, 2 * parent + 2]
      const child = this.#at(right) < this.#at(left) ? right : left
      if (child >= this.#heap.length || !this.#swapIfLater(parent, child)) return first?.item
      parent = child
    }
  }

  #at(index: number): number {
    return this.#heap[index]?.atMs ?? Infinity
  }

  #swapIfLater(parent: number, child: number): boolean {
    const [above, below] = [this.#heap[parent], this.#heap[child]]
    if (!above || !below || above.atMs <= below.atMs) return false
    this.#heap[parent] = below
    this.#heap[child] = above
    return true
  }
}
