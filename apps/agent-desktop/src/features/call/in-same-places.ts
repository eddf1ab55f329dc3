/**
 * The items, those who were there before in the places they had, and whoever has come after them: a row that moves under
 * the pointer is one that is clicked by mistake.
 */
export function inSamePlaces<Item extends { readonly id: string }>(
  before: readonly string[],
  items: readonly Item[],
): Item[] {
  const placeOf = new Map(before.map((id, place) => [id, place]))
  const place = ({ id }: Item): number => placeOf.get(id) ?? before.length
  return items.toSorted((one, other) => place(one) - place(other))
}
