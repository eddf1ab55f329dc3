import type { TenantNumber } from '@iris/contracts'

/** An address that a number's calls ask or tell. */
export interface NumberAddress {
  readonly number: TenantNumber
  readonly use: 'answer' | 'fallback' | 'status'
  readonly url: string
}

/** The addresses of numbers, number by number, in the order they are asked. */
export function numberAddresses(numbers: readonly TenantNumber[]): NumberAddress[] {
  return numbers.flatMap((number) => {
    const { answerUrl, answerFallbackUrl, statusCallbackUrl } = number
    const uses = { answer: answerUrl, fallback: answerFallbackUrl, status: statusCallbackUrl }
    return (['answer', 'fallback', 'status'] as const).flatMap((use) => {
      const url = uses[use]
      return url === null ? [] : [{ number, use, url }]
    })
  })
}
