import { countProblem, kindProblem } from './functions/call-problem.ts'
import { functionNamed } from './functions/functions.ts'
import { unfitInWords } from './operators.ts'
import { patternProblem } from './pattern/pattern.ts'
import type { ExpressionProblem, Place, Syntax } from './syntax.ts'
import {
  any,
  boolean,
  kindInWords,
  listOf,
  number,
  type Scope,
  text,
  type TypeKind,
  typeKindOf,
  type ValueType,
} from './types.ts'

export interface Inferred {
  readonly type: ValueType
  readonly problems: ExpressionProblem[]
}

type Of<Kind extends Syntax['kind']> = Extract<Syntax, { kind: Kind }>

/** The types of the items that surrounding `all`, `filter`, … go through. */
type Items = ReadonlyMap<string, ValueType>

/** What an expression gives, as far as it can be known, and all that is wrong in it. */
export function inferType(syntax: Syntax, scope: Scope | undefined): Inferred {
  const inference = new Inference(scope)
  const type = inference.of(syntax, new Map())
  return { type, problems: inference.problems }
}

class Inference {
  readonly problems: ExpressionProblem[] = []
  readonly #scope: Scope | undefined

  constructor(scope: Scope | undefined) {
    this.#scope = scope
  }

  of(syntax: Syntax, items: Items): ValueType {
    switch (syntax.kind) {
      case 'literal':
        return typeOfLiteral(typeKindOf(syntax.value))
      case 'name':
        return this.#name(syntax, items)
      case 'field':
        return this.#field(syntax, items)
      case 'has':
        this.#field(syntax, items)
        return boolean
      case 'item':
        return this.#item(syntax, items)
      case 'call':
        return this.#call(syntax, items)
      case 'each':
        return this.#each(syntax, items)
      case 'list':
        return listOf(common(syntax.items.map((item) => this.of(item, items))))
      case 'map':
        for (const [key, value] of syntax.entries) {
          this.#expect('text', key, items, 'The name of a field')
          this.of(value, items)
        }
        return { kind: 'map' }
      case 'choice': {
        this.#expect('boolean', syntax.condition, items, 'What stands before “?”')
        return common([this.of(syntax.yes, items), this.of(syntax.no, items)])
      }
      case 'and':
      case 'or': {
        const sign = syntax.kind === 'and' ? '&&' : '||'
        this.#expect('boolean', syntax.left, items, `What stands before “${sign}”`)
        this.#expect('boolean', syntax.right, items, `What stands after “${sign}”`)
        return boolean
      }
      case 'not':
        this.#expect('boolean', syntax.of, items, 'What follows “!”')
        return boolean
      case 'minus':
        this.#expect('number', syntax.of, items, 'What follows “-”')
        return number
      case 'operator':
        return this.#operator(syntax, items)
    }
  }

  #problem(message: string, { start, end }: Place): ValueType {
    this.problems.push({ message, start, end })
    // Nothing is known of it, so one mistake is told once.
    return any
  }

  #expect(kind: TypeKind, syntax: Syntax, items: Items, what: string): void {
    const type = this.of(syntax, items)
    if (type.kind === kind || type.kind === 'any') return
    this.#problem(`${what} must be ${kindInWords(kind)}, not ${kindInWords(type.kind)}.`, syntax)
  }

  #name(syntax: Of<'name'>, items: Items): ValueType {
    const { name } = syntax
    const item = items.get(name)
    if (item !== undefined || this.#scope === undefined) return item ?? any
    const variable = Object.hasOwn(this.#scope, name) ? this.#scope[name] : undefined
    return variable?.type ?? this.#problem(`There is no variable “${name}”.`, syntax)
  }

  #field(syntax: Of<'field' | 'has'>, items: Items): ValueType {
    const owner = this.of(syntax.of, items)
    if (owner.kind === 'any') return any
    if (owner.kind !== 'map') {
      return this.#problem(`There are no fields in ${kindInWords(owner.kind)}.`, syntax)
    }
    const { fields } = owner
    if (fields === undefined) return any
    const field = Object.hasOwn(fields, syntax.name) ? fields[syntax.name] : undefined
    if (field !== undefined) return field.type
    const known = Object.keys(fields).join(', ')
    return this.#problem(`There is no field “${syntax.name}” here, but ${known}.`, syntax)
  }

  #item({ of, index, start, end }: Of<'item'>, items: Items): ValueType {
    const owner = this.of(of, items)
    if (owner.kind === 'list') {
      this.#expect('number', index, items, 'The place in a list')
      return owner.of
    }
    if (owner.kind === 'map' && index.kind === 'literal' && typeof index.value === 'string') {
      return this.#field({ kind: 'field', of, name: index.value, start, end }, items)
    }
    if (owner.kind === 'map') this.#expect('text', index, items, 'The name of a field')
    else this.of(index, items)
    if (owner.kind === 'map' || owner.kind === 'any') return any
    return this.#problem(`There are no items in ${kindInWords(owner.kind)}.`, { start, end })
  }

  #call(syntax: Of<'call'>, items: Items): ValueType {
    const { name, args } = syntax
    const types = args.map((arg) => this.of(arg, items))
    const spec = functionNamed(name)
    if (spec === undefined) return this.#problem(`There is no function “${name}”.`, syntax)
    const wrong = countProblem(name, spec, args.length)
    if (wrong !== undefined) return this.#problem(wrong, syntax)
    for (const [index, arg] of args.entries()) {
      const problem = kindProblem(name, spec, index, types[index]?.kind ?? 'any')
      if (problem !== undefined) this.#problem(problem, arg)
    }
    const pattern = args[1]
    if (name === 'matches' && pattern?.kind === 'literal' && typeof pattern.value === 'string') {
      const problem = patternProblem(pattern.value)
      if (problem !== undefined) this.#problem(problem, pattern)
    }
    return name === 'orElse' ? common(types) : spec.returns
  }

  #each(syntax: Of<'each'>, items: Items): ValueType {
    const over = this.of(syntax.over, items)
    const inside = new Map(items).set(syntax.as, this.#itemType(over, syntax.over))
    const { condition, result } = syntax
    if (condition !== undefined) {
      this.#expect('boolean', condition, inside, 'What is asked of each item')
    }
    const given = result === undefined ? any : this.of(result, inside)
    if (syntax.each === 'map') return listOf(given)
    if (syntax.each !== 'filter') return boolean
    return over.kind === 'list' ? over : listOf(over.kind === 'map' ? text : any)
  }

  #itemType(over: ValueType, place: Place): ValueType {
    if (over.kind === 'list') return over.of
    if (over.kind === 'map') return text
    if (over.kind === 'any') return any
    return this.#problem(`There are no items in ${kindInWords(over.kind)}.`, place)
  }

  #operator(syntax: Of<'operator'>, items: Items): ValueType {
    const { operator } = syntax
    const left = this.of(syntax.left, items)
    const right = this.of(syntax.right, items)
    const isKnown = left.kind !== 'any' && right.kind !== 'any'
    if (operator === '==' || operator === '!=') {
      const neverSame =
        isKnown && left.kind !== right.kind && ![left.kind, right.kind].includes('null')
      if (!neverSame) return boolean
      const kinds = `${kindInWords(left.kind)} and ${kindInWords(right.kind)}`
      return this.#problem(`${kinds} are never the same.`.replace(/^./, upper), syntax)
    }
    const takes = takenBy(operator, left.kind, right.kind)
    if (!takes) return this.#problem(unfitInWords(operator, left.kind, right.kind), syntax)
    if (operator === '+') return common([left, right].filter(({ kind }) => kind !== 'any'))
    return ['-', '*', '/', '%'].includes(operator) ? number : boolean
  }
}

function upper(letter: string): string {
  return letter.toUpperCase()
}

function takenBy(operator: string, left: TypeKind, right: TypeKind): boolean {
  if (operator === 'in') {
    if (right === 'list' || right === 'any') return true
    return (right === 'text' || right === 'map') && (left === 'text' || left === 'any')
  }
  const taken: readonly TypeKind[] =
    { '+': ['number', 'text', 'list'] as const }[operator] ??
    (['<', '<=', '>', '>='].includes(operator) ? ['number', 'text'] : ['number'])
  const fits = (kind: TypeKind) => kind === 'any' || taken.includes(kind)
  return fits(left) && fits(right) && (left === right || left === 'any' || right === 'any')
}

function typeOfLiteral(kind: TypeKind): ValueType {
  return kind === 'list' || kind === 'map' ? any : { kind }
}

/** What is known of a value that is one of several. */
function common(types: readonly ValueType[]): ValueType {
  const [first, ...rest] = types
  if (first === undefined || rest.some(({ kind }) => kind !== first.kind)) return any
  if (first.kind === 'map' && rest.length > 0) return { kind: 'map' }
  if (first.kind !== 'list') return first
  return listOf(common(types.flatMap((type) => (type.kind === 'list' ? [type.of] : []))))
}
