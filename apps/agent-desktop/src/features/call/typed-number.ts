import { readTarget } from '@iris/softphone'

/** The number somebody has typed, without what is only there to be read; `undefined` where it is none. */
export function typedNumber(text: string): string | undefined {
  const number = readTarget(text)
  return number !== undefined && /^\+?\d{3,}$/.test(number) ? number : undefined
}
