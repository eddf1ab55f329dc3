import type { FunctionSpec } from './function-spec.ts'
import { kindInWords, type TypeKind } from '../types.ts'

/** Why a function cannot be called with so many arguments. */
export function countProblem(name: string, spec: FunctionSpec, count: number): string | undefined {
  const { parameters } = spec
  const least = parameters.filter(({ isOptional }) => isOptional !== true).length
  if (count >= least && count <= parameters.length) return undefined
  const listed = parameters.map(({ name, isOptional }) => (isOptional ? `[${name}]` : name))
  return `${name}(${listed.join(', ')}) does not take ${count} ${count === 1 ? 'value' : 'values'}.`
}

/** Why a function does not take a kind of value at a place. */
export function kindProblem(
  name: string,
  spec: FunctionSpec,
  index: number,
  kind: TypeKind,
): string | undefined {
  const parameter = spec.parameters[index]
  if (parameter === undefined || kind === 'any' || takesKind(parameter.accepts, kind))
    return undefined
  const wanted = parameter.accepts.map(kindInWords).join(' or ')
  return `${name}() takes ${wanted} for “${parameter.name}”, not ${kindInWords(kind)}.`
}

function takesKind(accepts: readonly TypeKind[], kind: TypeKind): boolean {
  return accepts.includes('any') || accepts.includes(kind)
}
