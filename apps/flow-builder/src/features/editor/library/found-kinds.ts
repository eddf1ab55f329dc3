import { type Group, groups, type KnownKind, kinds } from '@iris/flow'

export interface KindGroup {
  readonly group: Group
  readonly kinds: readonly KnownKind[]
}

/** The kinds whose title, summary or id has all the words, in their groups; those whose title begins with them first. */
export function foundKinds(query: string): readonly KindGroup[] {
  const words = query.trim().toLocaleLowerCase().split(/\s+/)
  const fits = ({ title, summary, kind }: KnownKind) => {
    const text = `${title} ${summary} ${kind}`.toLocaleLowerCase()
    return words.every((word) => text.includes(word))
  }
  const isFirst = ({ title }: KnownKind) => title.toLocaleLowerCase().startsWith(words[0] ?? '')
  return groups.flatMap((group) => {
    const own = kinds.filter((kind) => kind.group === group && fits(kind))
    const sorted = own.toSorted((a, b) => Number(isFirst(b)) - Number(isFirst(a)))
    return sorted.length === 0 ? [] : [{ group, kinds: sorted }]
  })
}
