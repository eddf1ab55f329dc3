import { finite } from '../operators.ts'
import { Failure, madeText, maxTextLength, type Outcome } from '../run.ts'
import { number, text, type TypeKind } from '../types.ts'
import { asText, isList, type Value } from '../values.ts'
import { type FunctionSpec, type FunctionTable, mayTake, takes } from './function-spec.ts'

const wholeNumber = /^[+-]?\d+$/
const decimalNumber = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/

/** Longer is no number that could be kept. */
const longestNumber = 40

function read(value: Value, form: RegExp, name: string): Outcome {
  if (typeof value === 'number') return value
  const written = String(value)
    .slice(0, longestNumber + 1)
    .trim()
  if (written.length <= longestNumber && form.test(written)) return finite(Number(written))
  return new Failure(`“${written.slice(0, longestNumber)}” is not ${name}.`)
}

function ofNumber(
  title: string,
  example: FunctionSpec['example'],
  of: (value: number) => number,
): FunctionSpec {
  return {
    title,
    parameters: [takes('number', 'number')],
    returns: number,
    example,
    run: ([value = 0]) => finite(of(Number(value))),
  }
}

function extreme(
  title: string,
  example: FunctionSpec['example'],
  of: (left: number, right: number) => number,
): FunctionSpec {
  return {
    title,
    parameters: [takes('one', 'number'), takes('other', 'number')],
    returns: number,
    example,
    run: ([left = 0, right = 0]) => of(Number(left), Number(right)),
  }
}

const readable: readonly TypeKind[] = ['number', 'text']

export const numberFunctions: FunctionTable = {
  size: {
    title: 'How many characters a text has, items a list, or fields a map',
    parameters: [takes('of', 'text', 'list', 'map')],
    returns: number,
    example: ['size("four")', 4],
    run: ([value = ''], run) => {
      if (typeof value === 'string') return run.spendOnText(value.length) ?? [...value].length
      if (isList(value)) return value.length
      const { length } = Object.keys(value ?? {})
      return run.spend(length) ?? length
    },
  },
  int: {
    title: 'A whole number: of a text, or a number without what follows its point',
    parameters: [takes('value', ...readable)],
    returns: number,
    example: ['int("42") + 1', 43],
    run: ([value = 0]) => {
      const found = read(value, wholeNumber, 'a whole number')
      if (typeof found !== 'number') return found
      if (Number.isSafeInteger(Math.trunc(found))) return finite(Math.trunc(found))
      return new Failure('The number is too large to be exact.')
    },
  },
  double: {
    title: 'A number, of a text such as "2.50"',
    parameters: [takes('value', ...readable)],
    returns: number,
    example: ['double("2.50") * 2', 5],
    run: ([value = 0]) => read(value, decimalNumber, 'a number'),
  },
  string: {
    title: 'A text of any value: numbers as written, lists and maps as JSON',
    parameters: [takes('value', 'any')],
    returns: text,
    example: ['"You are number " + string(3)', 'You are number 3'],
    run: ([value = ''], run) => {
      const made = asText(value, maxTextLength + 1)
      const spent = typeof value === 'string' ? undefined : run.spendOnWriting(made.length)
      return spent ?? madeText(made)
    },
  },
  round: {
    title: 'Rounded, to so many digits after the point (none unless told)',
    parameters: [takes('number', 'number'), mayTake('digits', 'number')],
    returns: number,
    example: ['round(2.345, 1)', 2.3],
    run: ([value = 0, digits = 0]) => {
      const count = Number(digits)
      if (!Number.isInteger(count) || count < 0 || count > 10) {
        return new Failure('Numbers are rounded to 0 to 10 digits.')
      }
      const scale = 10 ** count
      const scaled = Number((Number(value) * scale).toPrecision(15))
      return Number.isFinite(scaled) ? finite(Math.round(scaled) / scale) : Number(value)
    },
  },
  floor: ofNumber('The whole number below', ['floor(2.7)', 2], Math.floor),
  ceil: ofNumber('The whole number above', ['ceil(2.1)', 3], Math.ceil),
  abs: ofNumber('Without its sign', ['abs(-3)', 3], Math.abs),
  min: extreme('The smaller of two numbers', ['min(2, 3)', 2], Math.min),
  max: extreme('The larger of two numbers', ['max(2, 3)', 3], Math.max),
}
