/** What a variable can hold: JSON. */
export type Value =
  | null
  | boolean
  | number
  | string
  | readonly Value[]
  | { readonly [key: string]: Value }

export type Values = Readonly<Record<string, Value>>
