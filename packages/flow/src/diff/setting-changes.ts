import { isList, isMap, type Value, type ValueMap } from '../expressions/values.ts'
import { byText } from './compared-flow.ts'

/** A value at a path that came (`after` alone), went (`before` alone) or became another. */
export interface SettingChange {
  readonly kind: 'setting'
  /** Keys of maps and places in lists, from the outside in. */
  readonly path: readonly (string | number)[]
  readonly before?: Value
  readonly after?: Value
}

type Path = SettingChange['path']

/**
 * What differs between two settings, as deep as the difference lies. Lists of one length are compared place by place; where
 * something was put in or taken out, the list differs as a whole, since nobody can tell which item became which.
 */
export function settingChanges(before: ValueMap, after: ValueMap): SettingChange[] {
  return mapChanges(before, after, [])
}

function mapChanges(before: ValueMap, after: ValueMap, path: Path): SettingChange[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...keys].sort(byText).flatMap((key) => {
    const from = Object.hasOwn(before, key) ? before[key] : undefined
    const to = Object.hasOwn(after, key) ? after[key] : undefined
    return valueChanges(from, to, [...path, key])
  })
}

function valueChanges(
  before: Value | undefined,
  after: Value | undefined,
  path: Path,
): SettingChange[] {
  if (before === undefined || after === undefined) {
    return before === after ? [] : [{ kind: 'setting', path, ...sides(before, after) }]
  }
  if (isMap(before) && isMap(after)) return mapChanges(before, after, path)
  if (isList(before) && isList(after) && before.length === after.length) {
    return before.flatMap((item, index) => valueChanges(item, after[index], [...path, index]))
  }
  const isSame = before === after
  return isSame ? [] : [{ kind: 'setting', path, before, after }]
}

/** What was and what is, each only where there is something. */
export function sides<Side>(
  before: Side | undefined,
  after: Side | undefined,
): { readonly before?: Side; readonly after?: Side } {
  return {
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  }
}
