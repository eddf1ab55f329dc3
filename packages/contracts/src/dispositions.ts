import { z } from 'zod'
import { Id } from './primitives.ts'

/** What a disposition means for reports, whatever it is called. */
export const ContactResult = z.enum([
  'resolved',
  'unresolved',
  'follow_up',
  'sale',
  'no_sale',
  'wrong_contact',
  'other',
])
export type ContactResult = z.infer<typeof ContactResult>

const title = z.string().trim().min(1, 'Give it a name.').max(60, 'At most 60 characters.')

const Leaf = z.object({ id: Id, name: title, result: ContactResult.default('other') })

/** What an agent says came of a contact: of one level, or a group with some below it. */
export const Disposition = Leaf.extend({ children: z.array(Leaf).max(50).default([]) })
export type Disposition = z.infer<typeof Disposition>

/** A tree of at most two levels; what has others below it cannot be chosen itself. */
export const Dispositions = z
  .array(Disposition)
  .max(50, 'At most 50.')
  .refine((tree) => {
    const ids = tree.flatMap(({ id, children }) => [id, ...children.map((child) => child.id)])
    return new Set(ids).size === ids.length
  }, 'An id is there twice.')

/** What was chosen, with the names it had then. */
export const ChosenDisposition = z.object({
  id: Id,
  /** From the root of the tree. */
  path: z.array(z.string()),
  result: ContactResult,
  note: z.string(),
})
export type ChosenDisposition = z.infer<typeof ChosenDisposition>

export const DispositionChoice = z.object({
  dispositionId: Id,
  note: z.string().trim().max(2000, 'At most 2000 characters.').default(''),
})
export type DispositionChoice = z.infer<typeof DispositionChoice>
