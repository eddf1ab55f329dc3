import type { Values } from '../../expressions/values.ts'
import type { ContactFacts } from '../../interpreter/step.ts'

/** A customer as expressions read it. */
export function contactValues(contact: ContactFacts): Values {
  const { id, name, numbers, emails, language, attributes } = contact
  return {
    contact: {
      id,
      name,
      number: numbers[0] ?? '',
      email: emails[0] ?? '',
      language: language ?? '',
      fields: attributes,
    },
  }
}
