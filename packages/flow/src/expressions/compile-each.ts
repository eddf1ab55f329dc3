import { type Compiled, Failure, madeList, notBoolean, type Outcome, type Run } from './run.ts'
import { type Each, sizeOf, type Syntax } from './syntax.ts'
import { kindInWords, typeKindOf } from './types.ts'
import { isList, isMap, type Value } from './values.ts'

/** The names that surrounding `all`, `filter`, … give to their items, the outermost first. */
export type Items = readonly string[]

type EachSyntax = Extract<Syntax, { kind: 'each' }>

/** What is done for each item; where it gives an outcome, that is the whole's and the rest is not looked at. */
interface Collector {
  readonly take: (decided: Outcome, result: Value) => Outcome | undefined
  readonly end: () => Outcome
}

/** `list.all(item, …)` and its kin. Each item costs what is worked out for it, so that lists in lists cannot explode. */
export function compileEach(
  syntax: EachSyntax,
  items: Items,
  compile: (syntax: Syntax, items: Items) => Compiled,
): Compiled {
  const { each, as, condition, result } = syntax
  const inside = [...items, as]
  const over = compile(syntax.over, items)
  const decides = condition === undefined ? undefined : compile(condition, inside)
  const gives = result === undefined ? undefined : compile(result, inside)
  const cost = [condition, result].reduce((sum, part) => sum + (part ? sizeOf(part) : 0), 1)
  return (run) => {
    const from = over(run)
    if (from instanceof Failure) return from
    const list = itemsOf(from, run)
    if (list instanceof Failure) return list
    const collector = collectors[each]()
    for (const item of list) {
      const spent = run.spend(cost)
      if (spent !== undefined) return spent
      run.items[items.length] = item
      const decided = decides === undefined ? true : asCondition(decides(run))
      const wanted = decided === true && gives !== undefined ? gives(run) : item
      if (wanted instanceof Failure) return wanted
      const outcome = collector.take(decided, wanted)
      if (outcome !== undefined) return outcome
    }
    return run.isExhausted ? (run.spend(1) ?? null) : collector.end()
  }
}

function asCondition(value: Outcome): Outcome {
  if (value instanceof Failure || typeof value === 'boolean') return value
  return notBoolean('What is asked of each item', value)
}

/** The items of a list; of a map, the names of its fields. */
function itemsOf(value: Value, run: Run): readonly Value[] | Failure {
  if (isList(value)) return value
  if (!isMap(value)) return new Failure(`There are no items in ${kindInWords(typeKindOf(value))}.`)
  const keys = Object.keys(value)
  return run.spend(keys.length) ?? keys
}

/** As CEL has it, `all` and `exists` look past a failure for an item that decides. */
function deciding(decides: boolean): () => Collector {
  return () => {
    let failure: Failure | undefined
    return {
      take: (decided) => {
        if (decided instanceof Failure) failure ??= decided
        return decided === decides ? decides : undefined
      },
      end: () => failure ?? !decides,
    }
  }
}

function kept(): Collector {
  const list: Value[] = []
  return {
    take: (decided, result) => {
      if (decided instanceof Failure) return decided
      if (decided === true) list.push(result)
      const made = madeList(list)
      return made instanceof Failure ? made : undefined
    },
    end: () => list,
  }
}

function counted(): Collector {
  let count = 0
  return {
    take: (decided) => {
      if (decided instanceof Failure) return decided
      if (decided === true) count += 1
      return undefined
    },
    end: () => count === 1,
  }
}

const collectors: Readonly<Record<Each, () => Collector>> = {
  all: deciding(false),
  exists: deciding(true),
  exists_one: counted,
  filter: kept,
  map: kept,
}
