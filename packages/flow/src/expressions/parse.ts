import { type ASTNode, Environment, ParseError } from '@marcbachmann/cel-js'
import { BoundedCache } from './bounded-cache.ts'
import type { Each, ExpressionProblem, Place, Syntax } from './syntax.ts'

/** The longest an expression may be, in UTF-16 code units. */
export const maxSourceLength = 2000

/**
 * CEL's own bounds. The library reads the language; what it means here is in `compile.ts`, because a flow wants one kind of
 * number, values as they are (JSON, not copies), and a bound on the work.
 */
const reader = new Environment({
  unlistedVariablesAreDyn: true,
  homogeneousAggregateLiterals: false,
  limits: {
    maxAstNodes: 600,
    maxDepth: 40,
    maxListElements: 200,
    maxMapEntries: 200,
    maxCallArguments: 8,
  },
})

export type Parsed =
  | { readonly kind: 'parsed'; readonly syntax: Syntax }
  | { readonly kind: 'problem'; readonly problem: ExpressionProblem }

/** While a flow is drawn, all its expressions are checked after every change of one. */
const known = new BoundedCache(parsedAnew, { most: 4000, longestKey: maxSourceLength })

/** Reads an expression; says in words what is wrong with it and where. Never throws. */
export function parse(source: string): Parsed {
  return known.get(source)
}

function parsedAnew(source: string): Parsed {
  if (source.trim() === '') return problem('There is no expression.', { start: 0, end: 0 })
  if (source.length > maxSourceLength) {
    const place = { start: maxSourceLength, end: source.length }
    return problem(`An expression may have ${maxSourceLength} characters at most.`, place)
  }
  try {
    return { kind: 'parsed', syntax: read(reader.parse(source).ast) }
  } catch (error) {
    if (error instanceof Unreadable) return problem(error.message, error.place)
    if (!(error instanceof ParseError)) {
      return problem('The expression is nested too deeply.', { start: 0, end: source.length })
    }
    const { start, end } = error.range ?? { start: 0, end: source.length }
    const place = { start: Math.min(start, source.length), end: Math.min(end, source.length) }
    return problem(inWords(error, source.slice(place.start, place.end)), place)
  }
}

function problem(message: string, { start, end }: Place): Parsed {
  return { kind: 'problem', problem: { message, start, end } }
}

/** Something CEL can say and a flow cannot. */
class Unreadable extends Error {
  readonly place: Place
  constructor(message: string, place: Place) {
    super(message)
    this.place = place
  }
}

const operatorOf: Readonly<Record<string, string>> = { and: '&&', or: '||', not: '!' }

function inWords(error: ParseError, found: string): string {
  const shown = found === '' ? 'the end' : `“${found}”`
  switch (error.code) {
    case 'unexpected_character':
      if (found === '=') return 'Two equals signs compare: write == instead of =.'
      if (Object.hasOwn(operatorOf, found)) return `Write ${operatorOf[found]} instead of ${found}.`
      if (found === '&' || found === '|') return `Write ${found}${found} instead of ${found}.`
      return `${shown} cannot stand here.`
    case 'unexpected_token':
      return found === '' ? 'Something is missing at the end.' : `${shown} cannot stand here.`
    case 'expected_token':
      return `${error.summary.replace(/, got.*$/, '').replaceAll(/[A-Z]{2,}/g, wordOf)} before ${shown}.`
    case 'unterminated_string':
    case 'unterminated_triple_quoted_string':
    case 'newline_in_string':
      return 'A text begins here whose closing quote is missing.'
    case 'limit_exceeded':
      return 'The expression is too large or nested too deeply.'
    case 'reserved_identifier':
      return `${shown} is a word of the language and cannot be a name.`
    case 'invalid_macro_argument':
      return 'Here stands a name of your choice for each item, as in list.filter(item, item > 1).'
    default:
      return `${error.summary}.`
  }
}

const words: Readonly<Record<string, string>> = {
  EOF: 'the end',
  IDENTIFIER: 'a name',
  LPAREN: '“(”',
  RPAREN: '“)”',
  LBRACKET: '“[”',
  RBRACKET: '“]”',
  LBRACE: '“{”',
  RBRACE: '“}”',
  COLON: '“:”',
  COMMA: '“,”',
}

function wordOf(token: string): string {
  return Object.hasOwn(words, token) ? (words[token] ?? token) : token
}

const eachOf: Readonly<Record<string, Each>> = {
  all: 'all',
  exists: 'exists',
  exists_one: 'exists_one',
  filter: 'filter',
  map: 'map',
}

/** The library's tree as ours. Its depth is bounded by the number of its nodes, so recursion is safe. */
function read(node: ASTNode): Syntax {
  const place = { start: node.start, end: node.end }
  switch (node.op) {
    case 'value':
      return { kind: 'literal', value: literal(node.args, place), ...place }
    case 'id':
      return { kind: 'name', name: node.args, ...place }
    case '.':
      return { kind: 'field', of: read(node.args[0]), name: node.args[1], ...place }
    case '[]':
      return { kind: 'item', of: read(node.args[0]), index: read(node.args[1]), ...place }
    case 'call':
      return readCall(node.args[0], node.args[1], place)
    case 'rcall':
      return readCallOn(...node.args, place)
    case 'list':
      return { kind: 'list', items: node.args.map(read), ...place }
    case 'map': {
      const entries = node.args.map(([key, value]) => [read(key), read(value)] as const)
      return { kind: 'map', entries, ...place }
    }
    case '?:': {
      const [condition, yes, no] = node.args
      return { kind: 'choice', condition: read(condition), yes: read(yes), no: read(no), ...place }
    }
    case '!_':
      return { kind: 'not', of: read(node.args), ...place }
    case '-_':
      return { kind: 'minus', of: read(node.args), ...place }
    case '||':
    case '&&': {
      const [left, right] = [read(node.args[0]), read(node.args[1])]
      return { kind: node.op === '&&' ? 'and' : 'or', left, right, ...place }
    }
    case '.?':
    case '[?]':
      throw new Unreadable('Optional access is not part of this language; use has(…).', place)
    default: {
      const [left, right] = [read(node.args[0]), read(node.args[1])]
      return { kind: 'operator', operator: node.op, left, right, ...place }
    }
  }
}

function literal(value: unknown, place: Place): null | boolean | number | string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value
  if (typeof value === 'number') return value
  if (typeof value !== 'bigint') {
    throw new Unreadable('Neither bytes nor unsigned numbers are part of this language.', place)
  }
  if (!Number.isSafeInteger(Number(value))) {
    throw new Unreadable('This number is too large to be exact: put it in quotes.', place)
  }
  return Number(value)
}

function readCall(name: string, args: readonly ASTNode[], place: Place): Syntax {
  const [first] = args
  if (name !== 'has' || args.length !== 1) {
    return { kind: 'call', name, args: args.map(read), ...place }
  }
  if (first?.op !== '.') {
    throw new Unreadable('has(…) asks for a field, as in has(caller.name).', place)
  }
  return { kind: 'has', of: read(first.args[0]), name: first.args[1], ...place }
}

function readCallOn(name: string, on: ASTNode, args: readonly ASTNode[], place: Place): Syntax {
  const each = Object.hasOwn(eachOf, name) ? eachOf[name] : undefined
  if (each === undefined) return { kind: 'call', name, args: [on, ...args].map(read), ...place }
  const [item, first, second] = args
  if (item?.op !== 'id' || first === undefined || args.length > (each === 'map' ? 3 : 2)) {
    throw new Unreadable(`Write list.${each}(item, …) with a name of your choice for item.`, place)
  }
  const two = second !== undefined
  return {
    kind: 'each',
    each,
    over: read(on),
    as: item.args,
    condition: each === 'map' && !two ? undefined : read(first),
    result: each === 'map' ? read(second ?? first) : undefined,
    ...place,
  }
}
