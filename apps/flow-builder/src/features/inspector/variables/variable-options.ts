import { asText, type Scope, type Variable } from '@iris/flow'

/** A variable as people pick it. */
export interface VariableOption {
  /** As an expression says it: `caller.number`. */
  readonly path: string
  readonly title: string
  /** What it may hold; empty where nothing is known of it. */
  readonly sample: string
  /** Whether this flow sets it, Iris gives it, or it is a secret, which no sample shows. */
  readonly from: 'flow' | 'iris' | 'secrets'
}

/** Everything an expression of the flow may name: what the flow sets first, then what it is given, fields one by one. */
export function variableOptions(scope: Scope, own: readonly string[]): VariableOption[] {
  const isOwn = (name: string) => own.includes(name)
  const names = Object.keys(scope)
  const sorted = [...names.filter(isOwn), ...names.filter((name) => !isOwn(name))]
  return sorted.flatMap((name) => {
    const variable = scope[name]
    return variable === undefined ? [] : optionsOf(name, variable, isOwn(name) ? 'flow' : 'iris')
  })
}

function optionsOf(
  path: string,
  { title, type, sample }: Variable,
  from: VariableOption['from'],
): VariableOption[] {
  if (type.kind === 'map' && type.fields !== undefined) {
    return Object.entries(type.fields).flatMap(([name, field]) =>
      optionsOf(`${path}.${name}`, field, from),
    )
  }
  return [{ path, title, sample: asText(sample, 60).slice(0, 60), from }]
}

/** Secrets as a request names them. */
export function secretOptions(names: readonly string[], title: string): VariableOption[] {
  return names.map((name) => ({ path: `secret.${name}`, title, sample: '', from: 'secrets' }))
}

/** Those that have every word of a search in their name or title. */
export function foundIn(options: readonly VariableOption[], query: string): VariableOption[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  return options.filter(({ path, title }) => {
    const text = `${path} ${title}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
}
