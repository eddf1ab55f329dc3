/** A thing of the centre by its name, and its id where the program knows it. */
export interface Named {
  readonly name: string
  readonly id: string | null
}
