import { z } from 'zod'

/** A resource's id: a UUIDv7 (RFC 9562 §5.7), so ids sort by the time they were made. */
export const Id = z
  .uuid()
  .meta({ description: 'UUIDv7', example: '01968ae3-4c00-7000-8000-000000000001' })
export type Id = z.infer<typeof Id>

/** An instant in UTC, RFC 3339 with milliseconds. */
export const Timestamp = z.iso.datetime().meta({ example: '2026-11-20T09:30:00.000Z' })

/** A telephone number in E.164 form: a plus sign and 7 to 15 digits. */
export const E164 = z
  .string()
  .regex(/^\+[1-9]\d{6,14}$/, 'Write the number with its country code, such as +1 555 010 0100.')
  .meta({ example: '+15550100100' })

/** A number as people of the tenant's country dial it, or with its country code after `+`. */
export const DialledNumber = z
  .string()
  .trim()
  .min(1, 'Write a number.')
  .max(40, 'At most 40 characters.')
  .meta({ example: '(555) 010-0100' })

/** A telephone number, and how people of the tenant's country write it. */
export const PhoneNumber = z.object({
  /** E.164 where the number is one; otherwise what the network gave (an extension, `anonymous`). */
  value: z.string(),
  display: z.string(),
})
export type PhoneNumber = z.infer<typeof PhoneNumber>

/** One key of a telephone. */
export const PhoneKey = z.string().regex(/^[0-9*#]$/, 'Write one key: 0 to 9, * or #.')

/** What people call a thing: trimmed, 1 to 80 characters. */
export const Name = z
  .string()
  .trim()
  .min(1, 'Give it a name.')
  .max(80, 'At most 80 characters.')
  .refine((name) => name.isWellFormed() && !name.includes('\0'), 'Leave out what is no character.')

export const Email = z
  .string()
  .trim()
  .toLowerCase()
  .pipe(z.email('Write an address such as name@example.com.').max(254))

/** An IANA time zone. */
export const TimeZone = z
  .string()
  .refine(isTimeZone, 'Choose a time zone such as Europe/Berlin.')
  .meta({ example: 'Europe/Berlin' })

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/** One page of a list, newest first. `nextCursor` is absent on the last page. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().optional() })
}

/** The query every paged list takes. */
export const PageQuery = z.object({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number<number | string>().int().min(1).max(200).default(20),
})

/** A whole list in one answer, for lists that are short by nature. */
export function listOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item) })
}
