import { z } from 'zod'
import { Expression, VariableName } from '../settings.ts'

export const HttpRequestSettings = z.object({
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).default('GET'),
  url: z
    .string()
    .trim()
    .min(1, 'Write an address such as https://example.com/customers.')
    .max(2000, 'At most 2000 characters.'),
  headers: z
    .array(
      z.object({
        name: z
          .string()
          .trim()
          .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/, 'The name of a header.'),
        value: z.string().max(2000, 'At most 2000 characters.'),
      }),
    )
    .max(20)
    .default([]),
  bodyKind: z.enum(['none', 'json', 'form', 'text']).default('none'),
  body: z.string().max(10_000, 'At most 10,000 characters.').default(''),
  /** For each try. */
  timeoutMs: z.number().int().min(500).max(30_000).default(5000),
  retries: z.number().int().min(0).max(3).default(0),
  repeatable: z.boolean().default(false),
  mapping: z
    .array(z.object({ variable: VariableName, expression: Expression }))
    .max(50)
    .default([]),
})
export type HttpRequestSettings = z.infer<typeof HttpRequestSettings>
