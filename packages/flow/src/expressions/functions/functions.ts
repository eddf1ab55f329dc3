import { any } from '../types.ts'
import { type FunctionSpec, type FunctionTable, takes } from './function-spec.ts'
import { numberFunctions } from './number-functions.ts'
import { textFunctions } from './text-functions.ts'
import { timeFunctions } from './time-functions.ts'

/** The one function that looks at its first argument although it fails: `compile.ts` does that. */
const orElse: FunctionSpec = {
  title: 'The value, or another where it is missing, fails, is null or an empty text',
  parameters: [takes('value', 'any'), takes('other', 'any')],
  returns: any,
  example: ['orElse("", "friend")', 'friend'],
  run: ([value = null, other = null]) => (value === null || value === '' ? other : value),
}

/** All functions by name. Each may be called as `lower(name)` and as `name.lower()`. */
export const functions: FunctionTable = {
  ...textFunctions,
  ...numberFunctions,
  ...timeFunctions,
  orElse,
}

export function functionNamed(name: string): FunctionSpec | undefined {
  return Object.hasOwn(functions, name) ? functions[name] : undefined
}
