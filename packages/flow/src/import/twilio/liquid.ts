import { type Converted, type Piece, quoted } from '../text-pieces.ts'

/** What the paths of a flow's Liquid stand for here; `undefined` for what there is not. */
export type ValueOf = (path: readonly string[]) => string | undefined

/**
 * A text of Studio's with its Liquid in our expressions: `{{ paths }}`, with the filters there are functions for. Tags
 * (`{% if … %}`) are left out.
 *
 * @see https://shopify.github.io/liquid/
 */
export function fromLiquid(text: string, valueOf: ValueOf): Converted {
  const pieces: Piece[] = []
  const lost: string[] = []
  let end = 0
  for (const { index, whole, source } of marksIn(text)) {
    if (index > end) pieces.push({ kind: 'text', text: text.slice(end, index) })
    end = index + whole.length
    const expression = source === undefined ? undefined : expressionOf(source, valueOf, lost)
    if (expression === undefined) lost.push(whole)
    else pieces.push({ kind: 'expression', source: expression })
  }
  if (end < text.length) pieces.push({ kind: 'text', text: text.slice(end) })
  return { pieces, lost }
}

interface Mark {
  readonly index: number
  readonly whole: string
  /** Of a value; a tag has none. */
  readonly source?: string
}

function marksIn(text: string): Mark[] {
  const marks: Mark[] = []
  let at = text.search(/\{[{%]/)
  while (at >= 0) {
    const isValue = text[at + 1] === '{'
    const close = text.indexOf(isValue ? '}}' : '%}', at + 2)
    if (close < 0) return marks
    const whole = text.slice(at, close + 2)
    const inner = whole.slice(2, -2).replace(/^-/, '').replace(/-$/, '').trim()
    marks.push({ index: at, whole, ...(isValue && { source: inner }) })
    const next = text.slice(close + 2).search(/\{[{%]/)
    at = next < 0 ? -1 : close + 2 + next
  }
  return marks
}

function expressionOf(source: string, valueOf: ValueOf, lost: string[]): string | undefined {
  const [head = '', ...filters] = splitOutside(source, '|')
  const value = operandOf(head, valueOf)
  if (value === undefined) return undefined
  return filters.reduce((whole, filter) => {
    const [name = '', ...rest] = splitOutside(filter, ':')
    const operands = splitOutside(rest.join(':'), ',')
      .filter((operand) => operand !== '')
      .map((operand) => operandOf(operand, valueOf))
    const filtered = operands.includes(undefined)
      ? undefined
      : filterOf(
          name,
          whole,
          operands.filter((operand) => operand !== undefined),
        )
    if (filtered === undefined) lost.push(`| ${filter}`)
    return filtered ?? whole
  }, value)
}

function operandOf(source: string, valueOf: ValueOf): string | undefined {
  const literal = /^"([^"]*)"$|^'([^']*)'$/.exec(source)
  if (literal !== null) return quoted(literal[1] ?? literal[2] ?? '')
  if (/^-?\d{1,15}(\.\d{1,6})?$/.test(source)) return source
  if (source === 'true' || source === 'false') return source
  const path = pathOf(source)
  return path === undefined ? undefined : valueOf(path)
}

/** `a.b-c[0]["d"]` as its names. */
function pathOf(source: string): string[] | undefined {
  const dotted = source.replaceAll(/\[(?:"([^"\]]*)"|'([^'\]]*)'|(\d+))\]/g, '.$1$2$3')
  const names = dotted.split('.')
  return names.every((name) => /^[\w -]{1,100}$/.test(name)) ? names : undefined
}

function filterOf(name: string, value: string, operands: readonly string[]): string | undefined {
  const [first, second] = operands
  switch (name) {
    case 'upcase':
      return `upper(string(${value}))`
    case 'downcase':
      return `lower(string(${value}))`
    case 'strip':
      return `trim(string(${value}))`
    case 'size':
      return `size(${value})`
    case 'default':
      return first && `orElse(${value}, ${first})`
    case 'append':
      return first && `string(${value}) + string(${first})`
    case 'prepend':
      return first && `string(${first}) + string(${value})`
    case 'remove':
      return first && `replace(string(${value}), ${first}, "")`
    case 'replace':
      return first && second && `replace(string(${value}), ${first}, ${second})`
    case 'plus':
      return first && `(double(${value}) + double(${first}))`
    case 'minus':
      return first && `(double(${value}) - double(${first}))`
    case 'times':
      return first && `(double(${value}) * double(${first}))`
    default:
      return undefined
  }
}

/** The parts of a text between separators that stand outside quotes, trimmed. */
function splitOutside(source: string, separator: string): string[] {
  const parts: string[] = []
  let [quote, from] = ['', 0]
  for (let at = 0; at < source.length; at += 1) {
    const character = source.charAt(at)
    if (quote !== '') quote = character === quote ? '' : quote
    else if (character === '"' || character === "'") quote = character
    else if (character === separator) {
      parts.push(source.slice(from, at).trim())
      from = at + 1
    }
  }
  return [...parts, source.slice(from).trim()]
}

/** What a widget gives to those after it. */
export type Answer = 'gather' | 'http' | 'menu'

/** The part of an answer that a path under the widget's name stands for: `Digits`, `parsed.name`. */
export function answerPath(answer: Answer, path: readonly string[]): readonly string[] | undefined {
  const [name = '', ...rest] = path
  if (answer === 'http') {
    if (name === 'parsed') return ['body', ...rest]
    if (name === 'body' && rest.length === 0) return ['body']
    return name === 'status_code' ? ['status'] : undefined
  }
  if (name === 'Digits') return [answer === 'menu' ? 'key' : 'digits']
  if (name === 'SpeechResult') return ['speech']
  return name === 'Confidence' && answer === 'gather' ? ['confidence'] : undefined
}

/** What Studio knows of each call, by its path. */
export function givenValue(path: readonly string[]): string | undefined {
  switch (path.join('.')) {
    case 'trigger.call.From':
    case 'trigger.call.Caller':
    case 'contact.channel.address':
      return 'caller.number'
    case 'trigger.call.CallerName':
      return 'caller.name'
    case 'trigger.call.To':
    case 'trigger.call.Called':
    case 'flow.channel.address':
      return 'called.number'
    case 'trigger.call.CallSid':
      return 'call.id'
    case 'trigger.call.Direction':
      return 'call.direction'
    default:
      return undefined
  }
}

/** The name of a variable that a path stands for, and what of it is meant. */
export function ownVariable(
  path: readonly string[],
): { readonly name: string; readonly rest: readonly string[] } | undefined {
  const [one, two, three, ...rest] = path
  if (one === 'flow' && (two === 'variables' || two === 'data') && three !== undefined) {
    return { name: three, rest }
  }
  const [name, ...others] = rest
  const isParameter = one === 'trigger' && (two === 'request' || two === 'parent')
  return isParameter && three === 'parameters' && name !== undefined
    ? { name, rest: others }
    : undefined
}
