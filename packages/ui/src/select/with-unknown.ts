import type { SelectOption } from './select-option.ts'

/** The options, and first what is set if it is none of them: it is never lost by looking at it. */
export function withUnknown(
  options: readonly SelectOption<string>[],
  value: string,
  nameOf: (value: string) => string = (same) => same,
): readonly SelectOption<string>[] {
  if (value === '' || options.some((option) => option.value === value)) return options
  return [{ value, label: nameOf(value) }, ...options]
}
