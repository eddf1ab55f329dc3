/** The texts of a feature in one language, in groups. `{name}` is a gap to be filled; `no calls | one call | {count} calls` a plural. */
export interface MessageTree {
  readonly [key: string]: string | MessageTree
}

/** The dotted paths of a tree's texts: `state.available`. */
export type MessageKey<Tree> = {
  [Key in keyof Tree & string]: Tree[Key] extends string ? Key : `${Key}.${MessageKey<Tree[Key]>}`
}[keyof Tree & string]

/** The text at a dotted path. */
export type TextAt<Tree, Path> = Path extends `${infer Head}.${infer Rest}`
  ? Head extends keyof Tree
    ? TextAt<Tree[Head], Rest>
    : never
  : Path extends keyof Tree
    ? Tree[Path]
    : never

/** The names of a text's gaps. What stands in quotes, as in `{'@'}`, is no gap but a sign written so. */
export type GapNames<Text> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? (Name extends `'${string}'` ? never : Name) | GapNames<Rest>
  : never

/** What fills a text's gaps. */
export type GapsOf<Text> = Readonly<Record<GapNames<Text>, string | number>>

/** The same tree in another language: every text there, none besides. */
export type TranslatedTree<Tree> = {
  readonly [Key in keyof Tree]: Tree[Key] extends string ? string : TranslatedTree<Tree[Key]>
}
