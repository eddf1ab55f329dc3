type Compare<Item> = (a: Item, b: Item) => number

/** Longer pieces are cut in two. */
const longestPiece = 256

/**
 * Items in order, in pieces short enough to insert into. Adding, deleting and finding a place cost O(log n + n / 256), with
 * a factor so small that 100,000 items behave like a few hundred.
 */
export class SortedList<Item> {
  readonly #compare: Compare<Item>
  /** None of them empty. */
  #pieces: Item[][] = []
  #size = 0

  constructor(compare: Compare<Item>) {
    this.#compare = compare
  }

  get size(): number {
    return this.#size
  }

  get first(): Item | undefined {
    return this.#pieces[0]?.[0]
  }

  *[Symbol.iterator](): Iterator<Item> {
    for (const piece of this.#pieces) yield* piece
  }

  /** After those that compare equal. */
  add(item: Item): void {
    this.#size += 1
    const isAfter = (other: Item) => this.#compare(other, item) > 0
    const index = Math.min(this.#pieceWhere(isAfter), this.#pieces.length - 1)
    const piece = this.#pieces[index]
    if (piece === undefined) {
      this.#pieces.push([item])
      return
    }
    piece.splice(firstIndex(piece, isAfter), 0, item)
    if (piece.length > longestPiece) this.#cut(index, piece)
  }

  /** Of items of which no two compare equal. Says whether it was there. */
  delete(item: Item): boolean {
    const { piece, index, at } = this.#find(item)
    if (piece === undefined || piece[at] !== item) return false
    this.#size -= 1
    piece.splice(at, 1)
    if (piece.length === 0) this.#pieces.splice(index, 1)
    return true
  }

  takeFirst(): Item | undefined {
    const piece = this.#pieces[0]
    const item = piece?.shift()
    if (item === undefined) return undefined
    this.#size -= 1
    if (piece?.length === 0) this.#pieces.shift()
    return item
  }

  /** The next one in order, whether or not `item` is there itself. */
  after(item: Item): Item | undefined {
    const isAfter = (other: Item) => this.#compare(other, item) > 0
    const piece = this.#pieces[this.#pieceWhere(isAfter)]
    return piece?.[firstIndex(piece, isAfter)]
  }

  /** How many come before it; `undefined` if it is not there. */
  indexOf(item: Item): number | undefined {
    const { piece, index, at } = this.#find(item)
    if (piece === undefined || piece[at] !== item) return undefined
    let before = at
    for (let other = 0; other < index; other += 1) before += this.#pieces[other]?.length ?? 0
    return before
  }

  #find(item: Item): { piece: Item[] | undefined; index: number; at: number } {
    const isFrom = (other: Item) => this.#compare(other, item) >= 0
    const index = this.#pieceWhere(isFrom)
    const piece = this.#pieces[index]
    return { piece, index, at: piece === undefined ? 0 : firstIndex(piece, isFrom) }
  }

  /** The first piece with an item of which `holds` is true; it is of all items that follow one. */
  #pieceWhere(holds: (item: Item) => boolean): number {
    return firstIndex(this.#pieces, (piece) => {
      const last = piece.at(-1)
      return last !== undefined && holds(last)
    })
  }

  #cut(index: number, piece: Item[]): void {
    this.#pieces.splice(index + 1, 0, piece.splice(longestPiece / 2))
  }
}

/** By halving: `holds` is false up to somewhere, and true from there on. */
function firstIndex<Item>(items: readonly Item[], holds: (item: Item) => boolean): number {
  let [low, high] = [0, items.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const item = items[middle]
    if (item !== undefined && holds(item)) high = middle
    else low = middle + 1
  }
  return low
}
