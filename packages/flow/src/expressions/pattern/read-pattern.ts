/** A set of characters by their code points, ends included. */
export interface CharacterSet {
  readonly ranges: readonly (readonly [number, number])[]
  readonly isNegated: boolean
}

export type Pattern =
  | { readonly kind: 'start' | 'end' }
  | { readonly kind: 'character'; readonly set: CharacterSet }
  | { readonly kind: 'sequence' | 'either'; readonly parts: readonly Pattern[] }
  | {
      readonly kind: 'repeat'
      readonly of: Pattern
      readonly least: number
      /** Infinity where there is no bound. */
      readonly most: number
    }

/** Says in a sentence what is wrong with a pattern. */
export class PatternProblem extends Error {}

/** The most times `{n,m}` may ask for. */
const maxRepeats = 100

/** The most characters and ranges between `[` and `]`: each is compared with each character of a text. */
const maxRanges = 50

/** How deep groups may stand in groups. */
const maxDepth = 30

const digit = [[48, 57]] as const
const word = [[48, 57], [65, 90], [95, 95], [97, 122]] as const // prettier-ignore
const space = [[9, 13], [32, 32], [160, 160], [0x20_28, 0x20_29]] as const // prettier-ignore
const classes: Readonly<Record<string, CharacterSet>> = {
  d: { ranges: digit, isNegated: false },
  D: { ranges: digit, isNegated: true },
  w: { ranges: word, isNegated: false },
  W: { ranges: word, isNegated: true },
  s: { ranges: space, isNegated: false },
  S: { ranges: space, isNegated: true },
}
const controls: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }
const anyButNewline: CharacterSet = { ranges: [[10, 10]], isNegated: true }

/**
 * Reads a pattern in the part of RE2's language that people use: characters, `.`, classes, `\d \w \s` and their opposites,
 * groups, `|`, `* + ? {n,m}`, `^ $`, and `(?i)` at its beginning. No look-around and no references back: with those no
 * engine is linear.
 */
export function readPattern(source: string): Pattern {
  const ignoresCase = source.startsWith('(?i)')
  const reader = new PatternReader([...(ignoresCase ? source.slice(4) : source)], ignoresCase)
  return reader.read()
}

class PatternReader {
  readonly #characters: readonly string[]
  readonly #ignoresCase: boolean
  #at = 0
  #depth = 0

  constructor(characters: readonly string[], ignoresCase: boolean) {
    this.#characters = characters
    this.#ignoresCase = ignoresCase
  }

  read(): Pattern {
    const pattern = this.#either()
    if (this.#next !== undefined) throw new PatternProblem('A “)” has no “(” before it.')
    return pattern
  }

  get #next(): string | undefined {
    return this.#characters[this.#at]
  }

  #take(character: string): boolean {
    if (this.#next !== character) return false
    this.#at += 1
    return true
  }

  #either(): Pattern {
    const parts = [this.#sequence()]
    while (this.#take('|')) parts.push(this.#sequence())
    return { kind: 'either', parts }
  }

  #sequence(): Pattern {
    const parts: Pattern[] = []
    while (this.#next !== undefined && this.#next !== '|' && this.#next !== ')') {
      parts.push(this.#repeated())
    }
    return { kind: 'sequence', parts }
  }

  #repeated(): Pattern {
    const of = this.#single()
    const [least, most] = this.#repeats()
    if (least === 1 && most === 1) return of
    // Greedy or not makes no difference to whether a text matches.
    this.#take('?')
    if ('*+?'.includes(this.#next ?? ' ')) throw new PatternProblem('“*”, “+” or “?” stand twice.')
    return { kind: 'repeat', of, least, most }
  }

  #repeats(): readonly [number, number] {
    if (this.#take('*')) return [0, Infinity]
    if (this.#take('+')) return [1, Infinity]
    if (this.#take('?')) return [0, 1]
    if (this.#next !== '{') return [1, 1]
    const rest = this.#characters.slice(this.#at, this.#at + 12).join('')
    const [all, least = '', comma, most = ''] = /^\{(\d{1,4})(,)?(\d{1,4})?\}/.exec(rest) ?? []
    if (all === undefined)
      throw new PatternProblem('After “{” stands how often, as in {3} or {2,4}.')
    this.#at += all.length
    const low = Number(least)
    const unbounded = most === '' ? Infinity : Number(most)
    const high = comma === undefined ? low : unbounded
    if (Math.max(low, high === Infinity ? 0 : high) > maxRepeats || high < low) {
      throw new PatternProblem(`{n,m} repeats ${maxRepeats} times at most, and n is not above m.`)
    }
    return [low, high]
  }

  #single(): Pattern {
    const character = this.#characters[this.#at++] ?? ''
    switch (character) {
      case '(':
        return this.#group()
      case '[':
        return { kind: 'character', set: this.#set() }
      case '.':
        return { kind: 'character', set: anyButNewline }
      case '^':
        return { kind: 'start' }
      case '$':
        return { kind: 'end' }
      case '*':
      case '+':
      case '?':
      case '{':
        throw new PatternProblem(`Before “${character}” stands what is repeated.`)
      case '\\':
        return { kind: 'character', set: this.#escape() }
      default:
        return { kind: 'character', set: this.#only(character) }
    }
  }

  #group(): Pattern {
    if (this.#take('?') && !this.#take(':')) {
      throw new PatternProblem('Of groups that begin with “(?” there is only “(?:”.')
    }
    if (++this.#depth > maxDepth) throw new PatternProblem('Groups are nested too deeply.')
    const inside = this.#either()
    this.#depth -= 1
    if (!this.#take(')')) throw new PatternProblem('A “(” has no “)” after it.')
    return inside
  }

  #escape(): CharacterSet {
    const character = this.#characters[this.#at++]
    if (character === undefined) throw new PatternProblem('At the end stands a lone “\\”.')
    if (Object.hasOwn(classes, character)) return classes[character] ?? anyButNewline
    if (Object.hasOwn(controls, character)) return this.#only(controls[character] ?? '')
    if (/[A-Za-z0-9]/.test(character)) throw new PatternProblem(`“\\${character}” is not known.`)
    return this.#only(character)
  }

  #only(character: string): CharacterSet {
    const code = character.codePointAt(0) ?? 0
    return { ranges: this.#withCases([[code, code]]), isNegated: false }
  }

  /** Only letters A to Z have cases here, as `(?i)` is about words that people press and say. */
  #withCases(ranges: readonly (readonly [number, number])[]): CharacterSet['ranges'] {
    if (!this.#ignoresCase) return ranges
    return ranges.flatMap(([from, to]) => [
      [from, to] as const,
      [Math.max(from, 65) + 32, Math.min(to, 90) + 32] as const,
      [Math.max(from, 97) - 32, Math.min(to, 122) - 32] as const,
    ])
  }

  #set(): CharacterSet {
    const isNegated = this.#take('^')
    const ranges: (readonly [number, number])[] = []
    let isFirst = true
    while (isFirst || this.#next !== ']') {
      isFirst = false
      const from = this.#setItem()
      if (typeof from !== 'number') {
        ranges.push(...from)
        continue
      }
      const isRange =
        this.#next === '-' && ![']', undefined].includes(this.#characters[this.#at + 1])
      if (isRange) this.#at += 1
      const to = isRange ? this.#setItem() : from
      if (typeof to !== 'number' || to < from) {
        throw new PatternProblem('In “[…]” a range goes from a character to a later one.')
      }
      ranges.push([from, to])
    }
    if (ranges.length > maxRanges) throw new PatternProblem('A “[…]” holds too much.')
    this.#at += 1
    return { ranges: this.#withCases(ranges), isNegated }
  }

  /** One character by its code point, or a class such as `\d`. */
  #setItem(): number | CharacterSet['ranges'] {
    const character = this.#characters[this.#at++]
    if (character === undefined) throw new PatternProblem('A “[” has no “]” after it.')
    if (character !== '\\') return character.codePointAt(0) ?? 0
    const set = this.#escape()
    if (set.isNegated) throw new PatternProblem('\\D, \\W and \\S do not stand in “[…]”.')
    const [only] = set.ranges
    return only !== undefined && only[0] === only[1] ? only[0] : set.ranges
  }
}
