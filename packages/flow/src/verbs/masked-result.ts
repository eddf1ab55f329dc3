import type { VerbResult } from '@iris/contracts'

/** A result as everybody but the address that asked may know it: of what is sensitive, how many keys there were. */
export function masked(result: VerbResult): VerbResult {
  if (result.verb !== 'gather' || result.sensitive !== true) return result
  const { speech: _, digits, ...rest } = result
  return { ...rest, digits: '•'.repeat(digits.length) }
}
