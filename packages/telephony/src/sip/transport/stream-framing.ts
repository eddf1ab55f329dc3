import { MAX_HEAD_BYTES, MAX_MESSAGE_BYTES, statedBodyLength } from '../parse-message.ts'

/** What a stream of octets turns out to hold. */
export type Frame =
  /** A whole message, or a keep-alive (RFC 5626 §4.4.1). */
  | { readonly kind: 'message'; readonly bytes: Buffer }
  /** Nobody can tell where the next message begins: the stream is of no more use. */
  | { readonly kind: 'lost'; readonly problem: string }

const PING = Buffer.from('\r\n\r\n')
const LINE_END_LENGTH = 2
const FIRST_CAPACITY = 4096

/**
 * Cuts a stream into messages by their Content-Length (RFC 3261 §18.3). What lacks one, or states one that cannot be, is
 * given out without a body, so that it can be answered, and ends the stream. Looks at each octet once, holds one
 * message at most.
 */
export class StreamFraming {
  #buffer = Buffer.alloc(0)
  #length = 0
  /** Up to where the end of the head is known not to be. */
  #searched = 0
  /** Why the stream is of no more use. */
  #problem: string | undefined

  /** Octets of a message that has not come whole. */
  get pending(): number {
    return this.#length
  }

  /** Takes what came, and gives what is whole by now. */
  *push(chunk: Buffer): Generator<Frame> {
    if (this.#problem !== undefined) return
    this.#append(chunk)
    for (;;) {
      const bytes = this.#next()
      if (bytes) yield { kind: 'message', bytes }
      if (this.#problem !== undefined) yield { kind: 'lost', problem: this.#problem }
      if (!bytes || this.#problem !== undefined) return
    }
  }

  #next(): Buffer | undefined {
    const lineEnds = this.#lineEnds()
    if (lineEnds === PING.length) return this.#take(lineEnds)
    // One line end may be half a ping, a pong, or a slip before a message; the last two want nothing.
    const isHalf = this.#length === lineEnds + 1 && this.#buffer[lineEnds] === 0x0d
    if (isHalf || lineEnds === this.#length) return undefined
    this.#drop(lineEnds)
    const held = this.#buffer.subarray(0, this.#length)
    const headEnd = held.indexOf(PING, Math.max(0, this.#searched - PING.length))
    if (headEnd >= 0) return this.#cut(held.toString('latin1', 0, headEnd))
    this.#searched = this.#length
    if (this.#length > MAX_HEAD_BYTES) this.#problem = 'a head does not end'
    return undefined
  }

  #cut(head: string): Buffer | undefined {
    const headLength = head.length + PING.length
    const bodyLength = statedBodyLength(head)
    if (bodyLength === undefined || headLength + bodyLength > MAX_MESSAGE_BYTES) {
      this.#problem = 'nobody can tell where the next message begins'
      return this.#take(headLength)
    }
    const length = headLength + bodyLength
    return this.#length < length ? undefined : this.#take(length)
  }

  /** How many octets of whole line ends stand at the front. */
  #lineEnds(): number {
    let count = 0
    while (count + LINE_END_LENGTH <= this.#length && count < PING.length) {
      if (this.#buffer[count] !== 0x0d || this.#buffer[count + 1] !== 0x0a) break
      count += LINE_END_LENGTH
    }
    return count
  }

  #take(length: number): Buffer {
    const bytes = Buffer.from(this.#buffer.subarray(0, length))
    this.#drop(length)
    return bytes
  }

  #drop(length: number): void {
    if (length === 0) return
    this.#buffer.copy(this.#buffer, 0, length, this.#length)
    this.#length -= length
    this.#searched = 0
  }

  /** Grows by doubling, so that a message that comes octet by octet is not copied each time. */
  #append(chunk: Buffer): void {
    const needed = this.#length + chunk.length
    if (needed > this.#buffer.length) {
      const grown = Buffer.alloc(Math.max(needed, this.#buffer.length * 2, FIRST_CAPACITY))
      this.#buffer.copy(grown, 0, 0, this.#length)
      this.#buffer = grown
    }
    chunk.copy(this.#buffer, this.#length)
    this.#length = needed
  }
}
