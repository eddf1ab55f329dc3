import { fold } from '../text/fold.ts'

export interface SelectOption<T extends string | number> {
  value: T
  label: string
  /** A second, quieter line in the list. */
  hint?: string
  disabled?: boolean
}

export interface SelectOptionGroup<T extends string | number> {
  label?: string
  options: readonly SelectOption<T>[]
}

/** Gathers options that stand outside a group into groups without a label, keeping the order. */
export function groupOptions<T extends string | number>(
  entries: readonly (SelectOption<T> | SelectOptionGroup<T>)[],
): SelectOptionGroup<T>[] {
  const groups: { label?: string; options: SelectOption<T>[] }[] = []
  let open: SelectOption<T>[] | undefined
  for (const entry of entries) {
    if ('options' in entry) {
      groups.push({ ...entry, options: [...entry.options] })
      open = undefined
    } else if (open) open.push(entry)
    else {
      open = [entry]
      groups.push({ options: open })
    }
  }
  return groups
}

/** The options that contain every word of a query in label or hint; groups without any are left out. */
export function filterGroups<T extends string | number>(
  groups: readonly SelectOptionGroup<T>[],
  query: string,
): SelectOptionGroup<T>[] {
  const wanted = fold(query).split(/\s+/).filter(Boolean)
  const fits = ({ label, hint = '' }: SelectOption<T>): boolean =>
    wanted.every((word) => fold(`${label} ${hint}`).includes(word))
  return groups.flatMap((group) => {
    const options = group.options.filter(fits)
    return options.length > 0 ? [{ ...group, options }] : []
  })
}
