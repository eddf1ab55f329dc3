import { countProblem, kindProblem } from './functions/call-problem.ts'
import type { FunctionSpec } from './functions/function-spec.ts'
import { functionNamed } from './functions/functions.ts'
import { compileEach, type Items } from './compile-each.ts'
import { operations } from './operators.ts'
import { type Compiled, Failure, notBoolean, type Outcome } from './run.ts'
import type { Syntax } from './syntax.ts'
import { kindInWords, typeKindOf } from './types.ts'
import { isList, isMap, type Value } from './values.ts'

/** Makes a function of an expression, once; it may then be worked out as often as one likes. */
export function compile(syntax: Syntax, items: Items): Compiled {
  switch (syntax.kind) {
    case 'literal': {
      const { value } = syntax
      return () => value
    }
    case 'name':
      return compileName(syntax.name, items)
    case 'field':
      return compileField(syntax, items)
    case 'item':
      return compileItem(syntax, items)
    case 'has':
      return compileHas(syntax, items)
    case 'call':
      return compileCall(syntax, items)
    case 'each':
      return compileEach(syntax, items, compile)
    case 'list':
      return compileList(syntax, items)
    case 'map':
      return compileMap(syntax, items)
    case 'choice':
      return compileChoice(syntax, items)
    case 'and':
    case 'or':
      return compileLogic(syntax, items)
    case 'not':
    case 'minus':
      return syntax.kind === 'not' ? compileNot(syntax, items) : compileMinus(syntax, items)
    case 'operator':
      return compileOperator(syntax, items)
  }
}

type Of<Kind extends Syntax['kind']> = Extract<Syntax, { kind: Kind }>

function compileName(name: string, items: Items): Compiled {
  const item = items.lastIndexOf(name)
  if (item >= 0) return (run) => run.items[item] ?? null
  const unknown = new Failure(`There is no variable “${name}”.`)
  return ({ values }) => (Object.hasOwn(values, name) ? (values[name] ?? null) : unknown)
}

function compileField({ of, name }: Of<'field'>, items: Items): Compiled {
  const owner = compile(of, items)
  const missing = new Failure(`${spelled(of)} has no field “${name}”.`)
  return (run) => {
    const from = owner(run)
    // Only what a map itself has: what every object inherits, such as `constructor`, is not there.
    if (from instanceof Failure) return from
    return isMap(from) && Object.hasOwn(from, name) ? (from[name] ?? null) : missing
  }
}

/** An expression of names as it was written, and another as what it is. */
function spelled(syntax: Syntax): string {
  if (syntax.kind === 'name') return `“${syntax.name}”`
  if (syntax.kind !== 'field') return 'What stands before the point'
  const owner = spelled(syntax.of)
  return owner.startsWith('“') ? `${owner.slice(0, -1)}.${syntax.name}”` : owner
}

function compileItem({ of, index }: Of<'item'>, items: Items): Compiled {
  const owner = compile(of, items)
  const wanted = compile(index, items)
  return (run) => {
    const from = owner(run)
    if (from instanceof Failure) return from
    const key = wanted(run)
    return key instanceof Failure ? key : itemOf(from, key)
  }
}

function itemOf(from: Value, key: Value): Outcome {
  if (isList(from)) {
    if (typeof key !== 'number') return new Failure('The items of a list are numbered.')
    const item = from[key]
    if (item !== undefined) return item
    return new Failure(`The list has ${from.length} items and none at ${key}; the first is at 0.`)
  }
  if (!isMap(from)) return new Failure(`There are no items in ${kindInWords(typeKindOf(from))}.`)
  if (typeof key !== 'string') return new Failure('The fields of a map are named by texts.')
  const found = Object.hasOwn(from, key) ? from[key] : undefined
  return found === undefined ? new Failure(`The map has no field “${key.slice(0, 40)}”.`) : found
}

/** Whether a field is there; what it would be in may be missing as well. */
function compileHas({ of, name }: Of<'has'>, items: Items): Compiled {
  const owner = compile(of, items)
  return (run) => {
    const from = owner(run)
    return !(from instanceof Failure) && isMap(from) && Object.hasOwn(from, name)
  }
}

function compileCall({ name, args }: Of<'call'>, items: Items): Compiled {
  const spec = functionNamed(name)
  if (spec === undefined) return failing(`There is no function “${name}”.`)
  const wrong = countProblem(name, spec, args.length)
  if (wrong !== undefined) return failing(wrong)
  const compiled = args.map((arg) => compile(arg, items))
  return name === 'orElse' ? compileOrElse(spec, compiled) : compileFunction(name, spec, compiled)
}

function failing(reason: string): Compiled {
  const failure = new Failure(reason)
  return () => failure
}

function compileFunction(name: string, spec: FunctionSpec, args: readonly Compiled[]): Compiled {
  return (run) => {
    const values: Value[] = []
    for (const [index, arg] of args.entries()) {
      const value = arg(run)
      if (value instanceof Failure) return value
      const wrong = kindProblem(name, spec, index, typeKindOf(value))
      if (wrong !== undefined) return new Failure(wrong)
      values.push(value)
    }
    return spec.run(values, run)
  }
}

function compileOrElse(spec: FunctionSpec, [first, other]: readonly Compiled[]): Compiled {
  return (run) => {
    const value = first?.(run) ?? null
    if (!(value instanceof Failure) && value !== null && value !== '') return value
    const instead = other?.(run) ?? null
    return instead instanceof Failure ? instead : spec.run([null, instead], run)
  }
}

function compileList(syntax: Of<'list'>, items: Items): Compiled {
  const compiled = syntax.items.map((item) => compile(item, items))
  return (run) => {
    const list: Value[] = []
    for (const item of compiled) {
      const value = item(run)
      if (value instanceof Failure) return value
      list.push(value)
    }
    return list
  }
}

function compileMap({ entries }: Of<'map'>, items: Items): Compiled {
  const compiled = entries.map(
    ([key, value]) => [compile(key, items), compile(value, items)] as const,
  )
  return (run) => {
    // Without a prototype, and never with a key that would become one where it is copied.
    const map: Record<string, Value> = Object.create(null)
    for (const [key, value] of compiled) {
      const name = key(run)
      if (name instanceof Failure) return name
      if (typeof name !== 'string' || name === '__proto__') {
        return new Failure('The fields of a map are named by texts, and not “__proto__”.')
      }
      const worked = value(run)
      if (worked instanceof Failure) return worked
      map[name] = worked
    }
    return map
  }
}

function compileChoice({ condition, yes, no }: Of<'choice'>, items: Items): Compiled {
  const [decides, then, otherwise] = [
    compile(condition, items),
    compile(yes, items),
    compile(no, items),
  ]
  return (run) => {
    const decided = decides(run)
    if (decided instanceof Failure) return decided
    if (typeof decided !== 'boolean') return notBoolean('What stands before “?”', decided)
    return decided ? then(run) : otherwise(run)
  }
}

/** As CEL has it: where one side decides, what the other would fail with does not matter. */
function compileLogic(syntax: Of<'and' | 'or'>, items: Items): Compiled {
  const [left, right] = [compile(syntax.left, items), compile(syntax.right, items)]
  const deciding = syntax.kind === 'or'
  const place = syntax.kind === 'or' ? 'Beside “||”' : 'Beside “&&”'
  const side = (value: Outcome) => {
    if (value instanceof Failure || typeof value === 'boolean') return value
    return notBoolean(`${place}, each side`, value)
  }
  return (run) => {
    const first = side(left(run))
    if (first === deciding) return deciding
    const second = side(right(run))
    if (second === deciding) return deciding
    return first instanceof Failure ? first : second
  }
}

function compileNot({ of }: Of<'not' | 'minus'>, items: Items): Compiled {
  const compiled = compile(of, items)
  return (run) => {
    const value = compiled(run)
    if (value instanceof Failure) return value
    return typeof value === 'boolean' ? !value : notBoolean('What follows “!”', value)
  }
}

function compileMinus({ of }: Of<'not' | 'minus'>, items: Items): Compiled {
  const compiled = compile(of, items)
  return (run) => {
    const value = compiled(run)
    if (value instanceof Failure) return value
    if (typeof value === 'number') return 0 - value
    return new Failure(`“-” does not take ${kindInWords(typeKindOf(value))}.`)
  }
}

function compileOperator(syntax: Of<'operator'>, items: Items): Compiled {
  const [left, right] = [compile(syntax.left, items), compile(syntax.right, items)]
  const operation = operations[syntax.operator]
  return (run) => {
    const first = left(run)
    if (first instanceof Failure) return first
    const second = right(run)
    return second instanceof Failure ? second : operation(first, second, run)
  }
}
