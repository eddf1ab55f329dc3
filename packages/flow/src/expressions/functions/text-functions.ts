import { operations } from '../operators.ts'
import { madeList, madeText, maxListLength, maxTextLength } from '../run.ts'
import { occurs } from '../pattern/pattern.ts'
import { boolean, listOf, number, text } from '../types.ts'
import { asText, isList, type Value } from '../values.ts'
import { type FunctionSpec, type FunctionTable, mayTake, takes } from './function-spec.ts'

/** A function of texts alone, the first of which decides the work. */
function ofTexts(
  spec: Omit<FunctionSpec, 'run' | 'parameters'> & { readonly names: readonly string[] },
  of: (first: string, second: string, third: string) => Value,
): FunctionSpec {
  return {
    title: spec.title,
    parameters: spec.names.map((name) => takes(name, 'text')),
    returns: spec.returns,
    example: spec.example,
    run: ([first = '', second = '', third = ''], run) => {
      const spent = run.spendOnText(String(first).length)
      if (spent !== undefined) return spent
      const made = of(String(first), String(second), String(third))
      return typeof made === 'string' ? madeText(made) : made
    },
  }
}

const contains: FunctionSpec = {
  title: 'Whether a text has another in it, or a list an item',
  parameters: [takes('in', 'text', 'list'), takes('what', 'any')],
  returns: boolean,
  example: ['contains("good morning", "morn")', true],
  run: ([within = '', what = ''], run) => operations.in(what, within, run),
}

const matches: FunctionSpec = {
  title: 'Whether a pattern occurs in a text',
  parameters: [takes('text', 'text'), takes('pattern', 'text')],
  returns: boolean,
  example: ['matches("+4930123", "^\\\\+49[0-9]+$")', true],
  run: ([all = '', pattern = ''], run) => occurs(String(pattern), String(all), run),
}

const replace: FunctionSpec = {
  title: 'The text with each occurrence of one text replaced by another',
  parameters: [takes('text', 'text'), takes('what', 'text'), takes('by', 'text')],
  returns: text,
  example: ['replace("555-0100", "-", "")', '5550100'],
  run: ([all = '', what = '', by = ''], run) => {
    const [whole, old, fresh] = [String(all), String(what), String(by)]
    if (old === '') return whole
    const spent = run.spendOnText(whole.length)
    if (spent !== undefined) return spent
    const parts = whole.split(old)
    // Known before it is made: a short text replaced by a long one again and again would fill the memory.
    const length = whole.length + (parts.length - 1) * (fresh.length - old.length)
    return length > maxTextLength ? madeText(' '.repeat(maxTextLength + 1)) : parts.join(fresh)
  },
}

const split: FunctionSpec = {
  title: 'The pieces of a text between separators',
  parameters: [takes('text', 'text'), takes('separator', 'text')],
  returns: listOf(text),
  example: ['split("a,b", ",")', ['a', 'b']],
  run: ([all = '', separator = ''], run) => {
    const spent = run.spendOnText(String(all).length)
    return spent ?? madeList(String(all).split(String(separator), maxListLength + 1))
  },
}

const join: FunctionSpec = {
  title: 'The items of a list in one text, with a separator between them',
  parameters: [takes('list', 'list'), mayTake('separator', 'text')],
  returns: text,
  example: ['join(["a", "b"], ", ")', 'a, b'],
  run: ([list = [], separator = ''], run) => {
    let joined = ''
    for (const [index, item] of (isList(list) ? list : []).entries()) {
      const written = asText(item, maxTextLength)
      const spent = run.spendOnWriting(written.length)
      if (spent !== undefined) return spent
      joined += (index === 0 ? '' : String(separator)) + written
      if (joined.length > maxTextLength) break
    }
    return madeText(joined)
  },
}

const substring: FunctionSpec = {
  title: 'The part of a text from a place (the first is 0) up to, and without, another',
  parameters: [takes('text', 'text'), takes('from', 'number'), mayTake('to', 'number')],
  returns: text,
  example: ['substring("+4930", 1, 3)', '49'],
  run: ([all = '', from = 0, to], run) => {
    const whole = String(all)
    const end = to === undefined ? whole.length : Number(to)
    return run.spendOnText(whole.length) ?? madeText(whole.substring(Number(from), end))
  },
}

export const textFunctions: FunctionTable = {
  contains,
  startsWith: ofTexts(
    {
      title: 'Whether a text begins with another',
      names: ['text', 'start'],
      returns: boolean,
      example: ['startsWith("+4930", "+49")', true],
    },
    (all, start) => all.startsWith(start),
  ),
  endsWith: ofTexts(
    {
      title: 'Whether a text ends with another',
      names: ['text', 'end'],
      returns: boolean,
      example: ['endsWith("ada@example.com", ".com")', true],
    },
    (all, end) => all.endsWith(end),
  ),
  matches,
  lower: ofTexts(
    { title: 'In small letters', names: ['text'], returns: text, example: ['lower("YES")', 'yes'] },
    (all) => all.toLowerCase(),
  ),
  upper: ofTexts(
    { title: 'In capitals', names: ['text'], returns: text, example: ['upper("yes")', 'YES'] },
    (all) => all.toUpperCase(),
  ),
  trim: ofTexts(
    {
      title: 'Without white space at its ends',
      names: ['text'],
      returns: text,
      example: ['trim(" yes ")', 'yes'],
    },
    (all) => all.trim(),
  ),
  replace,
  split,
  join,
  substring,
  indexOf: ofTexts(
    {
      title: 'Where a text first occurs in another (the first place is 0), or -1',
      names: ['text', 'what'],
      returns: number,
      example: ['indexOf("ada@example.com", "@")', 3],
    },
    (all, what) => all.indexOf(what),
  ),
  digits: ofTexts(
    {
      title: 'Only the digits of a text',
      names: ['text'],
      returns: text,
      example: ['digits("(030) 12-34")', '0301234'],
    },
    (all) => all.replaceAll(/[^0-9]/g, ''),
  ),
}
